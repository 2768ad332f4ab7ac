package io.weir.host;

import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.SignalFrame;
import io.weir.senml.ResolvedRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Collects what one call of a sampler puts, to be published as one pack; of a flood, as many as
 * make a pack go at once. Readings put within a few milliseconds of each other get the same time:
 * they were sampled together, and a shared time is stored once. Used after the call, it is an
 * ordinary outlet. Any thread.
 */
final class SampleOutlet implements Readings {
  private static final Duration TOGETHER = Duration.ofMillis(10);
  // commands of the plugin wait behind a call that waits for its turn
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String SUBJECT = "events.data";

  private final Gate gate;
  private final Readings after;
  private final Signals signals;
  private final Ticker ticker;
  private final Consumer<List<ResolvedRecord>> full;
  private final long until;
  private List<ResolvedRecord> records = new ArrayList<>();
  private final Set<String> stamped = new HashSet<>();
  private Instant stamp;
  private boolean ended;

  /**
   * @param full takes a pack before the end of the call
   * @param limit how long a call may take: waiting must not make it stuck
   */
  SampleOutlet(
      Gate gate,
      Readings after,
      Signals signals,
      Ticker ticker,
      Consumer<List<ResolvedRecord>> full,
      Duration limit) {
    this.gate = gate;
    this.after = after;
    this.signals = signals;
    this.ticker = ticker;
    this.full = full;
    until = ticker.nanos() + Math.min(PATIENCE.toNanos(), limit.toNanos() / 4);
  }

  @Override
  public synchronized void put(Reading<?> reading) {
    if (ended) {
      after.put(reading);
      return;
    }
    ResolvedRecord record = gate.pass(SUBJECT, reading, stamp(reading), until);
    if (record != null) {
      records.add(record);
    }
    if (records.size() >= Packs.MAX_RECORDS) {
      full.accept(records);
      records = new ArrayList<>();
    }
  }

  @Override
  public void put(SignalFrame frame) {
    signals.put(frame, until);
  }

  /** Ends the collection. */
  synchronized List<ResolvedRecord> end() {
    ended = true;
    return records;
  }

  /** One time for what belongs together, but never the same for two values of one metric. */
  private Instant stamp(Reading<?> reading) {
    Instant now = ticker.now().truncatedTo(ChronoUnit.MICROS);
    boolean again = !stamped.add(reading.metric().name());
    if (again || stamp == null || Duration.between(stamp, now).abs().compareTo(TOGETHER) > 0) {
      boolean same = again && !now.isAfter(stamp);
      stamp = same ? stamp.plus(1, ChronoUnit.MICROS) : now;
      stamped.clear();
      stamped.add(reading.metric().name());
    }
    return stamp;
  }
}
