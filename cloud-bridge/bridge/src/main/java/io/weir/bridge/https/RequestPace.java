package io.weir.bridge.https;

import java.time.Duration;

/**
 * How much goes into one request, and how many requests go at once: little and one at a time until
 * the line has shown what it carries, for a request is answered as a whole, and two that share a
 * thin line both take twice as long. Pure; takes times in nanoseconds. One thread at a time.
 */
final class RequestPace {
  /** 4 KiB: what goes beside a large request without holding it up. */
  static final int SMALL = 4 * 1024;

  // 16 KiB: 16 s at 8 kbit/s, half of what a line may be silent. At least one segment all the same
  private static final int FIRST = 16 * 1024;
  // 64 KiB, a full segment: two at a time from here on, so that the round trip costs no time
  private static final int FULL = 64 * 1024;
  // 256 KiB: a line that carries these within a second of the shortest time is not thin
  private static final int MOST = 256 * 1024;
  // 4 requests hide the round trip; each is a connection of its own where there is no HTTP/2
  private static final int MOST_REQUESTS = 4;
  private static final int GROWTH = 4;
  private static final long QUICK = Duration.ofSeconds(1).toNanos();
  private static final long SLOW = Duration.ofSeconds(4).toNanos();
  // a round trip of more than 2 s is rather a line that takes so long for few bytes
  private static final long LONGEST_TRIP = Duration.ofSeconds(2).toNanos();
  // a route that got longer is not a thin line: measured anew from time to time
  private static final long TRIP_HOLDS = Duration.ofMinutes(5).toNanos();

  private int bytes = FIRST;
  private boolean quick;
  private long trip = LONGEST_TRIP;
  private long tripSince = Long.MIN_VALUE;

  /** Bytes that a request is filled up to; one segment may be more. */
  int bytes() {
    return bytes;
  }

  /** Requests of more than {@link #SMALL} at once. */
  int large() {
    return bytes < FULL ? 1 : bytes < MOST ? 2 : MOST_REQUESTS;
  }

  /** Requests of up to {@link #SMALL} at once, beside the large ones. */
  int small() {
    return quick ? MOST_REQUESTS : 1;
  }

  /** A request with so many bytes was answered after this time. */
  void answered(int carried, long took, long now) {
    if (took < trip || tripSince == Long.MIN_VALUE || now - tripSince > TRIP_HOLDS) {
      trip = Math.min(took, LONGEST_TRIP);
      tripSince = now;
    }
    quick = took - trip <= QUICK;
    if (quick && carried >= bytes / GROWTH) {
      bytes = Math.min(MOST, bytes * GROWTH);
    } else if (took - trip > SLOW) {
      bytes = Math.max(FIRST, bytes / 2);
    }
  }
}
