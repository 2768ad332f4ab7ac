package io.weir.host;

import java.time.Duration;

/**
 * Keeps a lane to its share of a processor: after work that took so much processor time, samplers
 * rest until the share is kept. A second of it is free, so that the first call after a start, which
 * loads classes, is not punished. Pure; times in nanoseconds. Any thread.
 */
final class Rest {
  private static final long FREE = Duration.ofSeconds(1).toNanos();
  private static final long REMEMBERED = Duration.ofMinutes(1).toNanos();

  private final int percent;
  // when all that was used is paid for, with the free second still to come
  private long paid;
  private long throttledAt;
  private boolean began;
  private boolean throttled;

  /**
   * @param percent the share, 1 to 100
   */
  Rest(int percent) {
    this.percent = percent;
  }

  /** So much processor time has been used until now. */
  synchronized void worked(long cpu, long now) {
    long since = now - cpu;
    if (!began || paid - since < 0) {
      paid = since;
    }
    began = true;
    paid += cpu * 100 / percent;
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
    return throttled && now - throttledAt < REMEMBERED
        ? "is throttled, for it uses more than " + percent + " % of a processor"
        : "";
  }
}
