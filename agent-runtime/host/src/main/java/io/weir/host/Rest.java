package io.weir.host;

import java.time.Duration;

/**
 * Keeps a lane to its share of the processor or of the heap: after work that used so much, samplers
 * rest until the share is kept. A second of it is free, so that the first call after a start, which
 * loads classes, is not punished. Pure; times in nanoseconds. Any thread.
 */
final class Rest {
  private static final long FREE = Duration.ofSeconds(1).toNanos();
  private static final long REMEMBERED = Duration.ofMinutes(1).toNanos();

  private final double factor;
  private final String excess;
  // when all that was used is paid for, with the free second still to come
  private long paid;
  private long throttledAt;
  private boolean began;
  private boolean throttled;

  /**
   * For processor time.
   *
   * @param percent the share, 1 to 100
   */
  static Rest ofProcessor(int percent) {
    return new Rest(100.0 / percent, "uses more than " + percent + " % of a processor");
  }

  /** For allocated bytes, so many megabytes a second. */
  static Rest ofMemory(int megabytes) {
    double nanosPerByte = 1e9 / ((double) megabytes * (1 << 20));
    return new Rest(nanosPerByte, "allocates more than " + megabytes + " MB a second");
  }

  private Rest(double factor, String excess) {
    this.factor = factor;
    this.excess = excess;
  }

  /** So much has been used from then until now. */
  synchronized void worked(long amount, long since, long now) {
    if (!began || paid - since < 0) {
      paid = since;
    }
    began = true;
    paid += (long) (amount * factor);
    if (left(now) > 0) {
      throttled = true;
      throttledAt = now;
    }
  }

  /** How long samplers have to rest yet; not above zero if they may run. */
  synchronized long left(long now) {
    return began ? paid - now - FREE : 0;
  }

  /** For a minute after each rest. */
  synchronized String reason(long now) {
    return throttled && now - throttledAt < REMEMBERED ? "is throttled, for it " + excess : "";
  }
}
