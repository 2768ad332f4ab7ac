package io.weir.bridge;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.History;
import io.weir.outbox.InMemoryOutbox;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxFull;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The outbox in memory, which remembers what it was given, has a past, and fails when it is told
 * to. It has one link, {@code cloud}, to begin with.
 */
public final class FakeOutbox extends InMemoryOutbox implements History {
  private final List<Batch> batches = new ArrayList<>();
  private final Map<Long, Integer> refusals = new HashMap<>();
  private final TreeMap<Long, Entry> past = new TreeMap<>();
  private RuntimeException fault;
  private int faults;
  private Lane full;

  public FakeOutbox() {
    links(Set.of("cloud"));
  }

  /** The lane that there is no room for; null: there is room for all. */
  public synchronized void full(Lane lane) {
    full = lane;
  }

  /** What append throws until it is null: a fault of our own, which nobody expects. */
  public synchronized void fault(RuntimeException next) {
    fault = next;
  }

  /** How often append has thrown that. */
  public synchronized int faults() {
    return faults;
  }

  public synchronized List<Batch> batches() {
    return List.copyOf(batches);
  }

  public synchronized int refusals(long seq) {
    return refusals.getOrDefault(seq, 0);
  }

  @Override
  public synchronized List<Long> append(Batch batch) {
    if (fault != null) {
      faults++;
      throw fault;
    }
    if (batch.drafts().stream().anyMatch(draft -> draft.lane() == full)) {
      throw new OutboxFull("no room for " + full);
    }
    List<Long> seqs = super.append(batch);
    batches.add(batch);
    return seqs;
  }

  @Override
  protected long add(Draft draft) {
    long seq = super.add(draft);
    past.put(seq, new Entry(seq, seq, draft));
    return seq;
  }

  @Override
  public synchronized void refuse(String link, long seq, String reason) {
    refusals.merge(seq, 1, Integer::sum);
    super.refuse(link, seq, reason);
  }

  @Override
  public synchronized List<Entry> past(Past query) {
    return past.tailMap(query.afterSeq(), false).values().stream()
        .filter(entry -> entry.draft().lane() == query.lane())
        .filter(entry -> inside(entry, query.fromMicros(), query.toMicros()))
        .limit(query.maxEntries())
        .toList();
  }

  @Override
  public synchronized long resend(String link, long fromMicros, long toMicros) {
    List<Entry> again =
        past.values().stream()
            .filter(entry -> !isWaiting(entry.seq()))
            .filter(entry -> inside(entry, fromMicros, toMicros))
            .toList();
    again.forEach(entry -> want(entry, link));
    return again.size();
  }

  private static boolean inside(Entry entry, long from, long to) {
    return entry.draft().lastTimeMicros() >= from && entry.draft().firstTimeMicros() <= to;
  }
}
