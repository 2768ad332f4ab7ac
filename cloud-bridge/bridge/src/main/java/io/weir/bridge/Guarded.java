package io.weir.bridge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A periodic task that goes on after a failure: an executor would silently never run it again.
 *
 * @param task what to do
 */
record Guarded(Runnable task) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

  @Override
  public void run() {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("a periodic task failed, it will be tried again");
    }
  }
}
