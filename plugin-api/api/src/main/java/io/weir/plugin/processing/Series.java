package io.weir.plugin.processing;

import io.weir.plugin.Metric;
import io.weir.plugin.MetricDataType;
import io.weir.plugin.MetricType;
import io.weir.plugin.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One metric on its way through its rule: convert, window, gate. */
final class Series {

  private final Rule rule;
  private final Map<Metric<?>, Gate> gates = new LinkedHashMap<>();
  private Window window;

  Series(Rule rule) {
    this.rule = rule;
  }

  List<Reading<?>> accept(Reading<?> reading, Instant now) {
    Reading<?> converted = convert(reading);
    boolean number = converted.metric().dataType() == MetricDataType.NUMBER;
    if (rule.window() == null || !number && !isInteger(converted)) {
      return gate(List.of(converted), now);
    }
    List<Reading<?>> out = new ArrayList<>(tick(now));
    if (window == null) {
      window = new Window(rule, now);
    }
    window.add(converted);
    return out;
  }

  List<Reading<?>> tick(Instant now) {
    List<Reading<?>> out = new ArrayList<>();
    if (window != null && window.isOver(now)) {
      out.addAll(gate(window.readings(), now));
      window = null;
    }
    gates.values().forEach(gate -> gate.due(now).ifPresent(out::add));
    return out;
  }

  List<Reading<?>> flush() {
    List<Reading<?>> out = new ArrayList<>();
    if (window != null) {
      out.addAll(window.readings());
      window = null;
    }
    gates.values().forEach(gate -> gate.held().ifPresent(out::add));
    return out;
  }

  private List<Reading<?>> gate(List<Reading<?>> readings, Instant now) {
    List<Reading<?>> out = new ArrayList<>();
    for (Reading<?> reading : readings) {
      Gate gate = gates.computeIfAbsent(reading.metric(), metric -> new Gate(rule));
      gate.accept(reading, now).ifPresent(out::add);
    }
    return out;
  }

  private Reading<?> convert(Reading<?> reading) {
    if (!rule.converts() || !(reading.value() instanceof Number value)) {
      return reading;
    }
    Metric<?> from = reading.metric();
    Metric<Double> plain =
        Metric.number(from.name(), rule.unit() == null ? from.unit() : rule.unit());
    Metric<Double> to = from.type() == MetricType.INCREMENTAL ? plain.incremental() : plain;
    return new Reading<>(
        to, value.doubleValue() * rule.scale() + rule.offset(), reading.quality(), reading.time());
  }

  private static boolean isInteger(Reading<?> reading) {
    return reading.metric().dataType() == MetricDataType.INTEGER;
  }
}
