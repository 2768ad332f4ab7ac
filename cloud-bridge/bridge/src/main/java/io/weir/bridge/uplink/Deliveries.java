package io.weir.bridge.uplink;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The watchdog on progress: what has been handed to the link and not reached its other end. A link
 * that is half open takes everything and delivers nothing. Pure; takes the time. One thread.
 */
final class Deliveries {

  private record Departure(long at, long bytes) {}

  private final Patience patience;
  private final Map<Long, Departure> underWay = new LinkedHashMap<>();
  private long bytes;
  private long lastProgress;

  /**
   * @param keepAlive of the link: one and a half of it without progress is too long, unless the
   *     line is thin
   */
  Deliveries(Duration keepAlive) {
    patience = new Patience(keepAlive);
  }

  /** How long a line may be silent from now on. */
  Duration patience() {
    return patience.longest();
  }

  /** A line stands of which nothing is known. */
  void up(long now) {
    clear();
    lastProgress = now;
    patience.up();
  }

  void down(long now) {
    if (!underWay.isEmpty()) {
      // since when the oldest is under way, whatever got through: over HTTPS others overtake it
      patience.ended(bytes, now - underWay.values().iterator().next().at);
    }
    clear();
  }

  private void clear() {
    underWay.clear();
    bytes = 0;
  }

  void sent(long seq, long size, long now) {
    // what is sent again stands at the end of the line
    Departure before = underWay.remove(seq);
    underWay.put(seq, new Departure(now, size));
    bytes += before == null ? size : size - before.bytes;
  }

  /** Returns whether it was under way. */
  boolean delivered(long seq, long now) {
    Departure departure = underWay.remove(seq);
    if (departure != null) {
      bytes -= departure.bytes;
      patience.delivered(departure.bytes, now - Math.max(departure.at, lastProgress));
    }
    lastProgress = now;
    return departure != null;
  }

  boolean stalled(long now) {
    return !underWay.isEmpty() && silent(now) > patience.with(bytes).toNanos();
  }

  /** Since when nothing has got through, of what is under way. */
  private long silent(long now) {
    return now - Math.max(underWay.values().iterator().next().at, lastProgress);
  }
}
