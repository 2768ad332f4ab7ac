package io.weir.host;

/**
 * So many a second on the average, twice as many at once. Pure; times are of the monotonic clock.
 * Any thread.
 */
final class Budget {
  private static final double SECOND = 1e9;

  private final double perSecond;
  private double left;
  private long last;

  Budget(double perSecond, long now) {
    this.perSecond = perSecond;
    this.left = 2 * perSecond;
    this.last = now;
  }

  /** Takes one if there is one. */
  synchronized boolean take(long now) {
    left = Math.min(2 * perSecond, left + (now - last) / SECOND * perSecond);
    last = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
