package io.weir.bridge.uplink;

import java.time.Duration;

/**
 * How many bytes may be under way at once, so that what is urgent never stands behind minutes of
 * backlog on a thin line. It grows while acknowledgements come about as fast as they ever did, and
 * shrinks when they come {@code slack} later than that: the line is full then, and more only waits
 * longer. Pure; takes the time. One thread.
 */
final class Pace {
  // 16 KiB: what 64 kbit/s carries in two seconds
  static final long SMALLEST = 16 * 1024;
  // 64 KiB: one full segment, sent before anything is known of the line
  static final long FIRST = 64 * 1024;

  private final long slackNanos;
  private final long largest;
  private long window = FIRST;
  private long baseNanos = Long.MAX_VALUE;
  private long baseSince;
  private long shrunkAt = Long.MIN_VALUE;

  Pace(Duration slack, long largest) {
    this.slackNanos = slack.toNanos();
    this.largest = largest;
  }

  /** Bytes that may be under way. */
  long window() {
    return window;
  }

  /** Something sent at {@code sentNanos} has been acknowledged. */
  void acknowledged(long sentNanos, long bytes, long nowNanos) {
    long took = nowNanos - sentNanos;
    // the base is measured anew every five minutes: a route that got longer is not a full line
    if (took < baseNanos || nowNanos - baseSince > Duration.ofMinutes(5).toNanos()) {
      baseNanos = took;
      baseSince = nowNanos;
    }
    if (took - baseNanos <= slackNanos) {
      window = Math.min(largest, window + bytes);
    } else if (shrunkAt == Long.MIN_VALUE || sentNanos >= shrunkAt) {
      // once for all that was sent before: they all met the same full line
      window = Math.max(SMALLEST, window / 2);
      shrunkAt = nowNanos;
    }
  }
}
