package io.weir.archiver;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Quality;
import io.weir.plugin.record.Operations;
import io.weir.plugin.record.TsMetadata;
import io.weir.plugin.record.TsPoint;
import io.weir.plugin.record.TsValue;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes the records of packs that the rule wants into a back end. Counts what it left out. One
 * thread at a time.
 */
final class Archive {
  // a series is a file or a name in memory: a source that invents names must not grow it for ever
  private static final int MOST_SERIES = 10_000;
  private final Operations operations;
  private final Rule rule;
  private final Pattern names;
  private final String base;
  private final Map<String, SeriesFilter> filters = new HashMap<>();
  private long recorded;
  private long bursts;
  private long unfit;

  /**
   * @param names which to record; {@code *} stands for anything
   * @param base the gateway's base name, which is left out of names
   */
  Archive(Operations operations, Rule rule, String names, String base) {
    this.operations = operations;
    this.rule = rule;
    this.names =
        Pattern.compile(
            java.util.Arrays.stream(names.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElse(".*"));
    this.base = base;
  }

  /** Throws {@link io.weir.plugin.record.RecordException} if the back end cannot. */
  void take(List<ResolvedRecord> records) {
    for (ResolvedRecord record : records) {
      String name =
          record.name().startsWith(base) ? record.name().substring(base.length()) : record.name();
      if (names.matcher(name).matches()) {
        take(name, record);
      }
    }
  }

  private void take(String name, ResolvedRecord record) {
    Optional<TsPoint> point = point(record);
    TsMetadata metadata;
    try {
      metadata = TsMetadata.of(name, record.unit());
    } catch (InvalidArgument e) {
      unfit++; // a name that a series cannot have
      return;
    }
    SeriesFilter filter = filters.get(name);
    if (point.isEmpty() || filter == null && filters.size() >= MOST_SERIES) {
      unfit++;
      return;
    }
    if (filter == null) {
      filter = new SeriesFilter(rule);
      filters.put(name, filter);
    }
    switch (filter.decide(point.get())) {
      case RECORD -> {
        operations.updateMetadata(metadata);
        operations.writePoints(name, List.of(point.get()));
        recorded++;
      }
      case BURST -> bursts++;
      case PASS -> {}
    }
  }

  long recorded() {
    return recorded;
  }

  /** Left out because there were too many just before. */
  long bursts() {
    return bursts;
  }

  /** Not recorded because a series cannot hold it: bytes, a sum, a name, too many series. */
  long unfit() {
    return unfit;
  }

  private static Optional<TsPoint> point(ResolvedRecord record) {
    return value(record).map(value -> new TsPoint(value, time(record), quality(record)));
  }

  private static Optional<TsValue> value(ResolvedRecord record) {
    Value value = record.value();
    if (value instanceof Value.Bool bool) {
      return Optional.of(new TsValue.Bool(bool.value()));
    }
    if (value instanceof Value.Text text) {
      return Optional.of(new TsValue.Text(text.value()));
    }
    return record.number().isPresent()
        ? Optional.of(new TsValue.Num(record.number().getAsDouble()))
        : Optional.empty();
  }

  private static OffsetDateTime time(ResolvedRecord record) {
    long micros = Math.round(record.time() * 1e6);
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L)
        .atOffset(ZoneOffset.UTC);
  }

  private static Quality quality(ResolvedRecord record) {
    return switch (record.quality()) {
      case GOOD -> Quality.GOOD;
      case UNCERTAIN -> Quality.UNCERTAIN;
      case BAD -> Quality.BAD;
    };
  }
}
