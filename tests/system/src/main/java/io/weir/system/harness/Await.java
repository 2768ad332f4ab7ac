package io.weir.system.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a condition, never for a time: returns as soon as it holds, fails by name when it does
 * not hold in time.
 */
public final class Await {
  private Await() {}

  /** Asks every 50 ms; an exception counts as "not yet" and is shown when the time is up. */
  public static <T> T until(
      String what, Duration limit, Callable<T> question, java.util.function.Predicate<T> holds) {
    long end = System.nanoTime() + limit.toNanos();
    T last = null;
    Exception trouble = null;
    do {
      try {
        last = question.call();
        trouble = null;
        if (holds.test(last)) {
          return last;
        }
      } catch (Exception e) {
        trouble = e;
      }
      LockSupport.parkNanos(50_000_000);
    } while (System.nanoTime() < end);
    throw new AssertionError(
        "not within " + limit.toSeconds() + " s: " + what + "; last seen: " + last, trouble);
  }

  public static void until(String what, Duration limit, Callable<Boolean> condition) {
    until(what, limit, condition, Boolean.TRUE::equals);
  }
}
