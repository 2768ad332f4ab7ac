package io.weir.bridge;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on a condition, with a limit. */
public final class Wait {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  private Wait() {}

  public static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  public static void until(Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting: " + what.get());
      }
    }
  }
}
