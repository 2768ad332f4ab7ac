package io.weir.archiver;

import io.weir.plugin.Check;
import java.time.Duration;

/**
 * Which points of a series an archive records. Immutable.
 *
 * @param trigger what makes a point recorded
 * @param threshold how far a number has to move from the one recorded last, 0 or more
 * @param period between two points, by the points' own time
 * @param burstPoints most points in a window, 0 for no limit
 * @param burstWindow that window, by the points' own time
 */
record Rule(
    Trigger trigger, double threshold, Duration period, int burstPoints, Duration burstWindow) {

  enum Trigger {
    EVERY,
    THRESHOLD,
    PERIOD,
    EITHER
  }

  /**
   * @throws io.weir.plugin.InvalidArgument naming the key that does not fit
   */
  Rule {
    Check.range("threshold", threshold, 0, Double.MAX_VALUE);
    Check.range("period.ms", period.toMillis(), 1, Long.MAX_VALUE);
    Check.range("burst.points", burstPoints, 0, Integer.MAX_VALUE);
    Check.range("burst.window.ms", burstWindow.toMillis(), 1, Long.MAX_VALUE);
  }

  static Rule of(ArchiveConfig config) {
    Check.oneOf("trigger", config.trigger(), "every", "threshold", "period", "either");
    return new Rule(
        Trigger.valueOf(config.trigger().toUpperCase(java.util.Locale.ROOT)),
        config.threshold(),
        Duration.ofMillis(config.period_ms()),
        config.burst_points(),
        Duration.ofMillis(config.burst_window_ms()));
  }
}
