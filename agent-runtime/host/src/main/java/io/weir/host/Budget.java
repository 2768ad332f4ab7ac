package io.weir.host;

/**
 * So much a second on the average, and at most what comes together in a while of rest at once. What
 * is taken may be more than is left: then nobody gets any until that is paid for. Pure; times are
 * of the monotonic clock. Any thread.
 */
final class Budget {
  private static final double SECOND = 1e9;
  // of a second's worth: whoever waits is woken this often, and not for each single one
  private static final double PORTION = 0.02;

  private final double perSecond;
  private final double most;
  private double left;
  private long last;

  /**
   * @param most what may be taken at once after a rest, and to begin with; from 1
   */
  Budget(double perSecond, double most, long now) {
    this.perSecond = perSecond;
    this.most = most;
    this.left = most;
    this.last = now;
  }

  /** Takes so many if there is any left. */
  synchronized boolean take(int count, long now) {
    fill(now);
    if (left < 1) {
      return false;
    }
    left -= count;
    return true;
  }

  /** Nanoseconds until it is worth to ask again; not above zero if it is now. */
  synchronized long waitNanos(long now) {
    fill(now);
    double portion = Math.min(most, Math.max(1, perSecond * PORTION));
    return (long) Math.ceil((portion - left) / perSecond * SECOND);
  }

  private void fill(long now) {
    left = Math.min(most, left + (now - last) / SECOND * perSecond);
    last = now;
  }
}
