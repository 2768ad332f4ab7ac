package io.weir.plugin.processing;

import io.weir.plugin.Metric;
import io.weir.plugin.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Works the rules into a plugin's readings. Keeps the state of each metric; a changed configuration
 * gets a new one, after {@link #flush}. Any thread, one at a time (synchronized).
 */
public final class Processor {

  /** Metrics whose state is kept; a plugin that makes up more has those passed as they are. */
  private static final int MAX_METRICS = 10_000;

  private final Processing processing;
  private final Map<Metric<?>, Optional<Series>> series = new LinkedHashMap<>();
  private long suppressed;

  public Processor(Processing processing) {
    this.processing = processing;
  }

  /**
   * Takes a reading and gives those that are to be published because of it, none or several.
   *
   * @param now the time of a reading that has none, and what intervals are measured by; what passes
   *     at once is left without a time if it has none
   */
  public synchronized List<Reading<?>> accept(Reading<?> reading, Instant now) {
    if (series.size() >= MAX_METRICS && !series.containsKey(reading.metric())) {
      return List.of(reading);
    }
    Optional<Series> rule =
        series.computeIfAbsent(
            reading.metric(), metric -> processing.rule(metric).map(Series::new));
    if (rule.isEmpty()) {
      return List.of(reading);
    }
    boolean dated = reading.time() != null;
    List<Reading<?>> out = rule.get().accept(dated ? reading : reading.at(now), now);
    suppressed += out.isEmpty() ? 1 : 0;
    return dated ? out : out.stream().<Reading<?>>map(each -> undated(each, now)).toList();
  }

  /** What passes at once is dated by whoever publishes it: readings of one call share a time. */
  private static <T> Reading<T> undated(Reading<T> reading, Instant now) {
    return now.equals(reading.time())
        ? new Reading<>(reading.metric(), reading.value(), reading.quality(), null)
        : reading;
  }

  /** Gives what has become due by itself: windows that ended, readings that were held back. */
  public synchronized List<Reading<?>> tick(Instant now) {
    List<Reading<?>> out = new ArrayList<>();
    series.values().forEach(rule -> rule.ifPresent(each -> out.addAll(each.tick(now))));
    return out;
  }

  /** Gives all that is still in a window or held back, as at the end. */
  public synchronized List<Reading<?>> flush() {
    List<Reading<?>> out = new ArrayList<>();
    series.values().forEach(rule -> rule.ifPresent(each -> out.addAll(each.flush())));
    return out;
  }

  /** How many readings led to none being published at once. */
  public synchronized long suppressed() {
    return suppressed;
  }
}
