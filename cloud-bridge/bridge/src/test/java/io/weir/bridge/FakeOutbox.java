package io.weir.bridge;

import io.weir.outbox.Batch;
import io.weir.outbox.CommandJournal;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.History;
import io.weir.outbox.Lane;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import io.weir.outbox.OutboxStats;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The outbox's promises in memory: what a restart of the agent keeps is what this object keeps. */
public final class FakeOutbox implements Outbox, CommandJournal, History {
  private final UUID epoch = UUID.randomUUID();
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final Map<Long, Set<String>> wantedBy = new HashMap<>();
  private final List<Batch.Covered> covered = new ArrayList<>();
  private final Map<String, byte[]> marks = new HashMap<>();
  private final Map<String, Known> journal = new LinkedHashMap<>();
  private final List<Batch> batches = new ArrayList<>();
  private final Map<Long, Integer> refusals = new HashMap<>();
  private final TreeMap<Long, Entry> past = new TreeMap<>();
  private Set<String> links = Set.of("cloud");
  private OutboxException failure;
  private RuntimeException fault;
  private int faults;
  private long newest;

  /** Everything fails so until it is set to null. */
  public synchronized void failWith(OutboxException next) {
    failure = next;
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

  public synchronized List<Entry> waiting() {
    return List.copyOf(entries.values());
  }

  public synchronized int refusals(long seq) {
    return refusals.getOrDefault(seq, 0);
  }

  @Override
  public UUID epoch() {
    return epoch;
  }

  @Override
  public synchronized void links(Set<String> names) {
    Set<String> fresh = new HashSet<>(names);
    fresh.removeAll(links);
    for (Set<String> wanted : wantedBy.values()) {
      wanted.retainAll(names);
      wanted.addAll(fresh);
    }
    links = Set.copyOf(names);
    wantedBy.keySet().stream()
        .filter(seq -> wantedBy.get(seq).isEmpty())
        .toList()
        .forEach(
            seq -> {
              wantedBy.remove(seq);
              entries.remove(seq);
            });
  }

  @Override
  public synchronized Set<String> links() {
    return links;
  }

  @Override
  public synchronized OutboxStats.Waiting waiting(String link) {
    List<Draft> mine =
        entries.values().stream()
            .filter(entry -> wantedBy.get(entry.seq()).contains(link))
            .map(Entry::draft)
            .toList();
    return new OutboxStats.Waiting(
        mine.size(),
        mine.stream().mapToLong(Draft::records).sum(),
        mine.stream().mapToLong(draft -> draft.body().length).sum(),
        mine.stream().mapToLong(Draft::firstTimeMicros).min().orElse(0));
  }

  @Override
  public synchronized List<Long> append(Batch batch) {
    check();
    if (fault != null) {
      faults++;
      throw fault;
    }
    batches.add(batch);
    if (batch.covered() != null) {
      covered.add(batch.covered());
    }
    marks.putAll(batch.marks());
    return batch.drafts().stream().map(this::add).toList();
  }

  private long add(Draft draft) {
    newest++;
    entries.put(newest, new Entry(newest, newest, draft));
    past.put(newest, entries.get(newest));
    wantedBy.put(newest, new HashSet<>(links));
    notifyAll();
    return newest;
  }

  private void check() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Of a broker that has not begun its numbers anew. */
  @Override
  public synchronized List<Batch.Covered> passedOver() {
    List<Batch.Covered> runs = new ArrayList<>(covered);
    runs.sort(Comparator.comparingLong(Batch.Covered::firstSequence));
    List<Batch.Covered> holes = new ArrayList<>();
    for (int i = 1; i < runs.size(); i++) {
      Batch.Covered before = runs.get(i - 1);
      Batch.Covered after = runs.get(i);
      if (before.lastSequence() + 1 < after.firstSequence()) {
        holes.add(
            new Batch.Covered(
                before.lastSequence() + 1,
                after.firstSequence() - 1,
                before.lastStoredAtNanos(),
                after.firstStoredAtNanos()));
      }
    }
    return holes;
  }

  @Override
  public synchronized boolean covers(long sequence, long nanos) {
    check();
    return covered.stream()
        .anyMatch(
            run ->
                sequence >= run.firstSequence()
                    && sequence <= run.lastSequence()
                    && nanos >= run.firstStoredAtNanos()
                    && nanos <= run.lastStoredAtNanos());
  }

  @Override
  public synchronized byte[] mark(String name) {
    check();
    return marks.get(name);
  }

  @Override
  public synchronized List<Entry> peek(Peek peek) {
    check();
    Comparator<Entry> order = Comparator.comparingLong(Entry::seq);
    List<Entry> found = new ArrayList<>();
    long bytes = 0;
    for (Entry entry :
        entries.values().stream()
            .filter(e -> e.draft().lane() == peek.lane() && !peek.skip().contains(e.seq()))
            .filter(e -> e.seq() > peek.after())
            .filter(e -> wantedBy.get(e.seq()).contains(peek.link()))
            .sorted(peek.newestFirst() ? order.reversed() : order)
            .limit(peek.maxEntries())
            .toList()) {
      bytes += entry.draft().body().length;
      if (!found.isEmpty() && bytes > peek.maxBytes()) {
        break;
      }
      found.add(entry);
    }
    return found;
  }

  @Override
  public synchronized void acknowledge(String link, List<SeqRange> ranges) {
    check();
    for (SeqRange range : ranges) {
      entries.subMap(range.first(), true, range.last(), true).keySet().stream()
          .toList()
          .forEach(seq -> done(link, seq));
    }
  }

  private void done(String link, long seq) {
    if (wantedBy.get(seq).remove(link) && wantedBy.get(seq).isEmpty()) {
      entries.remove(seq);
      wantedBy.remove(seq);
    }
  }

  @Override
  public synchronized void refuse(String link, long seq, String reason) {
    if (refusals.merge(seq, 1, Integer::sum) == 3) {
      entries.computeIfPresent(
          seq,
          (number, entry) ->
              new Entry(
                  number,
                  number,
                  Draft.gap(
                      entry.draft().lane(),
                      entry.draft().records(),
                      entry.draft().firstTimeMicros(),
                      entry.draft().lastTimeMicros(),
                      reason)));
    }
  }

  @Override
  public synchronized long awaitAppend(long seq, Duration wait) throws InterruptedException {
    if (newest <= seq) {
      wait(Math.max(1, wait.toMillis()));
    }
    return newest;
  }

  @Override
  public synchronized OutboxStats stats() {
    Map<Lane, OutboxStats.Waiting> waiting = new EnumMap<>(Lane.class);
    for (Entry entry : entries.values()) {
      Draft draft = entry.draft();
      waiting.merge(
          draft.lane(),
          new OutboxStats.Waiting(1, draft.records(), draft.body().length, draft.firstTimeMicros()),
          (a, b) ->
              new OutboxStats.Waiting(
                  a.entries() + b.entries(),
                  a.records() + b.records(),
                  a.bytes() + b.bytes(),
                  Math.min(a.oldestTimeMicros(), b.oldestTimeMicros())));
    }
    return new OutboxStats(waiting, newest, 0, 1 << 30, 1 << 30, newest, 0, 0, 0, 0, 0, "");
  }

  @Override
  public synchronized Optional<Known> admit(String id, byte[] request, Draft receipt) {
    check();
    Known known = journal.get(id);
    if (known == null) {
      journal.put(id, new Known(id, request, null));
      if (receipt != null) {
        add(receipt);
      }
    }
    return Optional.ofNullable(known);
  }

  @Override
  public synchronized void answer(String id, byte[] response, Draft reply) {
    check();
    Known known = journal.get(id);
    if (known != null && known.response() == null) {
      journal.put(id, new Known(id, known.request(), response));
      add(reply);
    }
  }

  @Override
  public synchronized List<Known> unanswered() {
    check();
    return journal.values().stream().filter(known -> known.response() == null).toList();
  }

  @Override
  public synchronized void forget(Duration olderThan) {
    check();
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
            .filter(entry -> !entries.containsKey(entry.seq()))
            .filter(entry -> inside(entry, fromMicros, toMicros))
            .toList();
    for (Entry entry : again) {
      entries.put(entry.seq(), entry);
      wantedBy.put(entry.seq(), new HashSet<>(Set.of(link)));
    }
    return again.size();
  }

  private static boolean inside(Entry entry, long from, long to) {
    return entry.draft().lastTimeMicros() >= from && entry.draft().firstTimeMicros() <= to;
  }
}
