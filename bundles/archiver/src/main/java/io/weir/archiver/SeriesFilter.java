package io.weir.archiver;

import io.weir.plugin.record.TsPoint;
import io.weir.plugin.record.TsValue;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;

/** Decides for the points of one series, one after the other. Pure; one thread. */
final class SeriesFilter {
  private final Rule rule;
  private final ArrayDeque<OffsetDateTime> recent = new ArrayDeque<>();
  private TsPoint last;

  SeriesFilter(Rule rule) {
    this.rule = rule;
  }

  enum Decision {
    RECORD,
    /** Nothing triggered it. */
    PASS,
    /** It would have been recorded, but there were too many just before. */
    BURST
  }

  Decision decide(TsPoint point) {
    if (last != null && !triggered(point)) {
      return Decision.PASS;
    }
    if (rule.burstPoints() > 0) {
      OffsetDateTime begin = point.mtime().minus(rule.burstWindow());
      while (!recent.isEmpty() && !recent.peekFirst().isAfter(begin)) {
        recent.removeFirst();
      }
      if (recent.size() >= rule.burstPoints()) {
        return Decision.BURST;
      }
      recent.addLast(point.mtime());
    }
    last = point;
    return Decision.RECORD;
  }

  private boolean triggered(TsPoint point) {
    return switch (rule.trigger()) {
      case EVERY -> true;
      case THRESHOLD -> moved(point);
      case PERIOD -> due(point);
      case EITHER -> moved(point) || due(point);
    };
  }

  /** A clock that was set back makes a point due: waiting for the old time could take years. */
  private boolean due(TsPoint point) {
    Duration passed = Duration.between(last.mtime(), point.mtime());
    return passed.isNegative() || passed.compareTo(rule.period()) >= 0;
  }

  private boolean moved(TsPoint point) {
    if (point.quality() != last.quality()) {
      return true;
    }
    if (point.value() instanceof TsValue.Num now && last.value() instanceof TsValue.Num then) {
      double distance = Math.abs(now.value() - then.value());
      return distance > 0 && distance >= rule.threshold();
    }
    return !point.value().equals(last.value());
  }
}
