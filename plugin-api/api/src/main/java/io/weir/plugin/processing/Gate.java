package io.weir.plugin.processing;

import io.weir.plugin.Reading;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;

/** Decides for one metric which readings are reported. */
final class Gate {

  private final Rule rule;
  private final Deque<Instant> reports = new ArrayDeque<>();
  private Reading<?> reported;
  private Instant reportedAt;
  private Reading<?> held;

  Gate(Rule rule) {
    this.rule = rule;
  }

  Optional<Reading<?>> accept(Reading<?> reading, Instant now) {
    if (reported != null && !isWorthIt(reading) && !isOverdue(now)) {
      // back within the band: what was held back is no longer how things are
      held = held == null ? null : reading;
      return Optional.empty();
    }
    if (reported != null && now.isBefore(reportedAt.plus(rule.minInterval()))) {
      held = reading;
      return Optional.empty();
    }
    return report(reading, now);
  }

  /** What was held back, once its time has come. */
  Optional<Reading<?>> due(Instant now) {
    boolean waits = held == null || now.isBefore(reportedAt.plus(rule.minInterval()));
    return waits ? Optional.empty() : report(held, now);
  }

  Optional<Reading<?>> held() {
    Optional<Reading<?>> last = Optional.ofNullable(held);
    held = null;
    return last;
  }

  private Optional<Reading<?>> report(Reading<?> reading, Instant now) {
    held = null;
    if (rule.rate() > 0) {
      while (!reports.isEmpty() && !now.isBefore(reports.peek().plus(rule.ratePeriod()))) {
        reports.remove();
      }
      if (reports.size() >= rule.rate()) {
        return Optional.empty();
      }
      reports.add(now);
    }
    reported = reading;
    reportedAt = now;
    return Optional.of(reading);
  }

  private boolean isWorthIt(Reading<?> reading) {
    if (reading.quality() != reported.quality()) {
      return true;
    }
    if (rule.deadband() > 0
        && reading.value() instanceof Number next
        && reported.value() instanceof Number last) {
      double band =
          rule.percent() ? Math.abs(last.doubleValue()) * rule.deadband() / 100 : rule.deadband();
      return Math.abs(next.doubleValue() - last.doubleValue()) > band;
    }
    return !rule.onChange() || !Objects.deepEquals(reading.value(), reported.value());
  }

  private boolean isOverdue(Instant now) {
    return rule.maxInterval() != null && !now.isBefore(reportedAt.plus(rule.maxInterval()));
  }
}
