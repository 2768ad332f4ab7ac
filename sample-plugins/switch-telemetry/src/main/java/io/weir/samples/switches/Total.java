package io.weir.samples.switches;

/**
 * A counter that only grows, made of one that wraps at 32 or 64 bits and starts again with the
 * switch. One thread.
 */
final class Total {

  private boolean known;
  private long raw;
  private long total;
  private long grown;

  /**
   * Takes the counter's next value.
   *
   * @param bits 32 or 64
   * @param restarted whether the switch has started anew since the last value
   * @return the total, which begins with the first value
   */
  long take(long value, int bits, boolean restarted) {
    if (!known) {
      known = true;
      total = value & Long.MAX_VALUE;
      grown = 0;
    } else if (restarted) {
      grown = value; // it began at 0 again
    } else {
      // two's complement does 64 bits by itself
      grown = bits == 32 ? value - raw & 0xFFFFFFFFL : value - raw;
    }
    raw = value;
    total = total + Math.max(0, grown) & Long.MAX_VALUE;
    return total;
  }

  /** By how much the last value was more than the one before; 0 for the first. */
  long grown() {
    return Math.max(0, grown);
  }
}
