package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Loss;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one plugin has put and was not published by the host's own decision, summed up until the bus
 * is told, which has the cloud told as a gap. Any thread.
 */
final class Shortfall {
  private record Key(String subject, String reason) {}

  private static final class Sum {
    long records;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
  }

  private final Map<Key, Sum> sums = new HashMap<>();

  /**
   * One more is given up.
   *
   * @param when the time that it would have had
   * @param reason a word for the kind, a colon, and a sentence
   */
  synchronized void add(String subject, Instant when, String reason) {
    long micros = TimeUnit.MILLISECONDS.toMicros(when.toEpochMilli());
    Sum sum = sums.computeIfAbsent(new Key(subject, reason), key -> new Sum());
    sum.records++;
    sum.first = Math.min(sum.first, micros);
    sum.last = Math.max(sum.last, micros);
  }

  /** Tells of what has come together. */
  synchronized void tell(Bus bus) {
    sums.forEach(
        (key, sum) ->
            bus.lost(new Loss(key.subject, sum.records, sum.first, sum.last, key.reason)));
    sums.clear();
  }
}
