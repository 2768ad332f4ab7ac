package io.weir.bridge.uplink;

import java.time.Duration;

/**
 * How much may be under way at once, so that what is urgent never stands behind minutes of backlog
 * on a thin line, and a far line is full all the same. Bytes and segments grow while
 * acknowledgements come about as fast as they ever did, and shrink when they come {@code slack}
 * later than that: the line or the store is full then, and more only waits longer. Pure; takes the
 * time. One thread.
 */
final class Pace {
  // 16 KiB: what 64 kbit/s carries in two seconds
  static final long SMALLEST = 16 * 1024;
  // 64 KiB: one full segment, sent before anything is known of the line
  static final long FIRST = 64 * 1024;

  /** So many small segments may take the place of a full one. */
  static final int SMALL_FOR_FULL = 16;

  private final long slackNanos;
  private final long mostBytes;
  private final int leastSegments;
  private long window = FIRST;
  private int segments;
  private long baseNanos = Long.MAX_VALUE;
  private long baseSince;
  private long shrunkAt = Long.MIN_VALUE;

  /**
   * @param window full segments under way at most
   */
  Pace(Duration slack, int window) {
    this.slackNanos = slack.toNanos();
    this.mostBytes = window * FIRST;
    this.leastSegments = window;
    this.segments = window;
  }

  /** Bytes that may be under way. */
  long window() {
    return window;
  }

  /** Segments that may be under way: on a far line small ones have to be many to fill it. */
  int segments() {
    return segments;
  }

  /** Nothing came back: what is sent again must not be more than at first. */
  void lost() {
    segments = leastSegments;
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
      window = Math.min(mostBytes, window + bytes);
      segments = Math.min(leastSegments * SMALL_FOR_FULL, segments + 1);
    } else if (shrunkAt == Long.MIN_VALUE || sentNanos >= shrunkAt) {
      // once for all that was sent before: they all met the same full line
      window = Math.max(SMALLEST, window / 2);
      segments = Math.max(leastSegments, segments / 2);
      shrunkAt = nowNanos;
    }
  }
}
