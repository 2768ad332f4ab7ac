package io.weir.bridge.uplink;

import java.time.Duration;

/**
 * How long a line may make no progress before it is given up: one and a half keep-alives, until it
 * turns out to be so thin that what is under way takes longer than that. Each time that a line is
 * given up with much under way and nothing to show that it can be faster, the next one gets twice
 * as long: so any line that moves bytes at all gets a segment through in the end. Pure. One thread.
 */
final class Patience {
  // in one and a half keep-alives of 20 s that is 1 kbit/s: with less than that no line is thin
  private static final long MUCH = 4 * 1024;
  // 1 MiB, the largest entry: a line that carries it in time needs no more than the shortest
  private static final long LARGEST = 1 << 20;
  // 16 minutes at a keep-alive of 20 s: the largest entry (1 MiB) at 9.6 kbit/s
  private static final int MOST = 32;

  private final Duration base;
  private int factor = 1;
  private long deliveredBytes;
  private long busyNanos;

  /**
   * @param keepAlive of the link
   */
  Patience(Duration keepAlive) {
    this.base = keepAlive.multipliedBy(3).dividedBy(2);
  }

  /**
   * How long nothing may get through while so many bytes are under way: the shortest time on a line
   * that has shown that it is fast, however thin those before it were.
   */
  Duration with(long bytes) {
    return bytes < MUCH || wouldHaveCarried(bytes) ? base : longest();
  }

  /** The same, whatever is under way. */
  Duration longest() {
    return base.multipliedBy(factor);
  }

  /** A new line stands; nothing is known of it. */
  void up() {
    deliveredBytes = 0;
    busyNanos = 0;
  }

  /** So many bytes got through in this time. */
  void delivered(long bytes, long nanos) {
    deliveredBytes += bytes;
    busyNanos += nanos;
    if (factor > 1 && wouldHaveCarried(LARGEST)) {
      // also for the next line's keep-alive: nobody hears of a quiet gateway that is gone but by it
      factor = 1;
    }
  }

  /**
   * The line ended while nothing got through.
   *
   * @param bytes that were under way
   * @param silentNanos how long nothing had got through
   */
  void ended(long bytes, long silentNanos) {
    if (bytes < MUCH || silentNanos < with(bytes).toNanos() * 2 / 3) {
      return; // it was cut: that says nothing of how thin it was
    }
    factor = wouldHaveCarried(bytes) ? 1 : Math.min(2 * factor, MOST);
  }

  /** Whether what it has shown is enough for these bytes, twice over, within the shortest limit. */
  private boolean wouldHaveCarried(long bytes) {
    return deliveredBytes >= bytes
        && (double) busyNanos / deliveredBytes * bytes * 2 < base.toNanos();
  }
}
