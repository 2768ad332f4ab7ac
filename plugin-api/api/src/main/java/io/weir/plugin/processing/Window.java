package io.weir.plugin.processing;

import io.weir.plugin.Metric;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gathers the numbers of one window. Bad ones do not count, unless there are no others. */
final class Window {

  private final Rule rule;
  private final Instant end;
  private Reading<?> last;
  private Quality quality = Quality.GOOD;
  private int count;
  private double mean;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  Window(Rule rule, Instant start) {
    this.rule = rule;
    this.end = start.plus(rule.window());
  }

  boolean isOver(Instant now) {
    return !now.isBefore(end);
  }

  void add(Reading<?> reading) {
    if (reading.quality() == Quality.BAD) {
      last = last == null ? reading : last;
      return;
    }
    double value = ((Number) reading.value()).doubleValue();
    last = reading;
    quality = reading.quality().compareTo(quality) > 0 ? reading.quality() : quality;
    count++;
    mean += (value - mean) / count;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /** One for each aggregate, at the time of the last reading. */
  List<Reading<?>> readings() {
    if (count == 0) {
      return List.of(last);
    }
    List<Reading<?>> readings = new ArrayList<>();
    for (Aggregate aggregate : rule.aggregates()) {
      String suffix = rule.aggregates().size() == 1 ? "" : aggregate.suffix();
      Metric<Double> metric = Metric.number(last.metric().name() + suffix, last.metric().unit());
      readings.add(new Reading<>(metric, value(aggregate), quality, last.time()));
    }
    return readings;
  }

  private double value(Aggregate aggregate) {
    return switch (aggregate) {
      case MEAN -> mean;
      case MIN -> min;
      case MAX -> max;
      case LAST -> ((Number) last.value()).doubleValue();
    };
  }
}
