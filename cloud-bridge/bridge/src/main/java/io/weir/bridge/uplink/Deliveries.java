package io.weir.bridge.uplink;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The watchdog on progress: what has been handed to the link and not reached its other end. A link
 * that is half open takes everything and delivers nothing. Pure; takes the time. One thread.
 */
final class Deliveries {
  private final long limitNanos;
  private final Map<Long, Long> underWay = new LinkedHashMap<>();
  private long lastProgress;

  /**
   * @param limit how long a link may make no progress: one and a half keep-alives
   */
  Deliveries(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  void reset() {
    underWay.clear();
  }

  void sent(long seq, long now) {
    underWay.put(seq, now);
  }

  void delivered(long seq, long now) {
    underWay.remove(seq);
    lastProgress = now;
  }

  boolean stalled(long now) {
    if (underWay.isEmpty()) {
      return false;
    }
    long oldest = underWay.values().iterator().next();
    return now - Math.max(oldest, lastProgress) > limitNanos;
  }
}
