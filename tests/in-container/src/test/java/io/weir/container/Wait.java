package io.weir.container;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, with a limit. */
final class Wait {
  private Wait() {}

  static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 60 s: " + what);
      }
      LockSupport.parkNanos(10_000_000);
    }
  }
}
