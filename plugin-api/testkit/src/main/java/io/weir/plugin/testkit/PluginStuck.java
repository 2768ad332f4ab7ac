package io.weir.plugin.testkit;

import java.time.Duration;

/** The plugin did not come back; the stack trace is where it stands. */
public final class PluginStuck extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PluginStuck(String what, Duration limit, StackTraceElement[] where) {
    super(what + " did not come back within " + limit.toMillis() + " ms");
    setStackTrace(where);
  }
}
