package io.weir.outbox.sqlite;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what is of no use any more, where a failure to close changes nothing. */
final class Quietly {
  private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

  private Quietly() {}

  static void close(AutoCloseable resource, String what) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (Exception e) {
      report(e, what + " could not be closed");
    }
  }

  static void report(Exception cause, String what) {
    LOG.atInfo().setCause(cause).log(what);
  }
}
