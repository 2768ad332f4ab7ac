package io.weir.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * An outbox for the tests of those that use one: keeps the contract (see {@code OutboxContract})
 * without a disk. Any thread. Can be told to fail or to be full.
 */
public class InMemoryOutbox implements Outbox, CommandJournal {
  private static final int LAST_REFUSAL = 3;

  private static final class Kept {
    private final Draft draft;
    private final Map<String, Draft> dead = new HashMap<>();
    private final Set<String> wanted;

    Kept(Draft draft, Set<String> wanted) {
      this.draft = draft;
      this.wanted = new HashSet<>(wanted);
    }
  }

  private final UUID epoch = UUID.randomUUID();
  private final NavigableMap<Long, Kept> entries = new TreeMap<>();
  private final List<Batch.Covered> covered = new ArrayList<>();
  private final Map<String, byte[]> marks = new HashMap<>();
  private final Map<String, Known> commands = new LinkedHashMap<>();
  private final Map<String, Long> answeredAtNanos = new HashMap<>();
  private final Map<String, Integer> refusals = new HashMap<>();
  private Set<String> links = Set.of();
  private long newest;
  private long appended;
  private long dead;
  private OutboxException failure;

  /** All that reads or writes fails like this from now on; null: works again. */
  public synchronized void failWith(OutboxException newFailure) {
    failure = newFailure;
  }

  /** What at least one link still wants, in order. */
  public synchronized List<Entry> waiting() {
    return entries.entrySet().stream()
        .map(each -> new Entry(each.getKey(), each.getKey(), each.getValue().draft))
        .toList();
  }

  /** Whether a link still wants the entry with this number. */
  protected final synchronized boolean isWaiting(long seq) {
    return entries.containsKey(seq);
  }

  /** Has one link want an entry again. */
  protected final synchronized void want(Entry entry, String link) {
    entries.put(entry.seq(), new Kept(entry.draft(), Set.of(link)));
    notifyAll();
  }

  private void works() {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public UUID epoch() {
    return epoch;
  }

  @Override
  public synchronized void links(Set<String> names) {
    Set<String> fresh = new HashSet<>(names);
    fresh.removeAll(links);
    for (Kept kept : entries.values()) {
      if (!names.isEmpty()) {
        kept.wanted.retainAll(names);
        kept.wanted.addAll(fresh);
      }
    }
    if (!names.isEmpty()) {
      entries.values().removeIf(kept -> kept.wanted.isEmpty());
    }
    links = Set.copyOf(names);
  }

  @Override
  public synchronized Set<String> links() {
    return links;
  }

  @Override
  public synchronized OutboxStats.Waiting waiting(String link) {
    check(link);
    List<Draft> mine =
        entries.values().stream()
            .filter(kept -> kept.wanted.contains(link))
            .map(kept -> kept.draft)
            .toList();
    return new OutboxStats.Waiting(
        mine.size(),
        mine.stream().filter(d -> d.body().length > 0).mapToLong(Draft::records).sum(),
        mine.stream().mapToLong(draft -> draft.body().length).sum(),
        mine.stream()
            .filter(draft -> draft.body().length > 0)
            .mapToLong(Draft::firstTimeMicros)
            .min()
            .orElse(0));
  }

  @Override
  public synchronized List<Long> append(Batch batch) {
    works();
    List<Long> seqs = new ArrayList<>();
    batch.drafts().forEach(draft -> seqs.add(add(draft)));
    if (batch.covered() != null) {
      covered.add(batch.covered());
    }
    batch.marks().forEach((name, value) -> marks.put(name, value.clone()));
    notifyAll();
    return seqs;
  }

  /** Takes a draft; returns its number. */
  protected synchronized long add(Draft draft) {
    newest++;
    appended += draft.records();
    entries.put(newest, new Kept(draft, links));
    return newest;
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
  public synchronized boolean covers(long sequence, long storedAtNanos) {
    works();
    return covered.stream()
        .anyMatch(
            run ->
                run.firstSequence() <= sequence
                    && sequence <= run.lastSequence()
                    && run.firstStoredAtNanos() <= storedAtNanos
                    && storedAtNanos <= run.lastStoredAtNanos());
  }

  @Override
  public synchronized byte[] mark(String name) {
    works();
    byte[] value = marks.get(name);
    return value == null ? null : value.clone();
  }

  @Override
  public synchronized List<Entry> peek(Peek peek) {
    works();
    check(peek.link());
    List<Entry> found = new ArrayList<>();
    long bytes = 0;
    NavigableMap<Long, Kept> inOrder = peek.newestFirst() ? entries.descendingMap() : entries;
    for (Map.Entry<Long, Kept> each : inOrder.entrySet()) {
      Draft draft = each.getValue().dead.getOrDefault(peek.link(), each.getValue().draft);
      if (found.size() == peek.maxEntries()) {
        break;
      }
      if (draft.lane() == peek.lane()
          && each.getValue().wanted.contains(peek.link())
          && each.getKey() > peek.after()
          && !peek.skip().contains(each.getKey())) {
        bytes += draft.body().length;
        if (!found.isEmpty() && bytes > peek.maxBytes()) {
          break;
        }
        found.add(new Entry(each.getKey(), each.getKey(), draft));
      }
    }
    return found;
  }

  private void check(String link) {
    if (!links.contains(link)) {
      throw new IllegalArgumentException(
          "link %s was not named in links(): %s".formatted(link, links));
    }
  }

  @Override
  public synchronized void acknowledge(String link, List<SeqRange> ranges) {
    works();
    check(link);
    for (SeqRange range : ranges) {
      NavigableMap<Long, Kept> part = entries.subMap(range.first(), true, range.last(), true);
      part.values().forEach(kept -> kept.wanted.remove(link));
      part.values().removeIf(kept -> kept.wanted.isEmpty());
    }
  }

  @Override
  public synchronized void refuse(String link, long seq, String reason) {
    check(link);
    Kept kept = entries.get(seq);
    if (kept == null || refusals.merge(link + " " + seq, 1, Integer::sum) < LAST_REFUSAL) {
      return;
    }
    refusals.remove(link + " " + seq);
    dead++;
    Draft draft = kept.draft;
    kept.dead.put(
        link,
        Draft.gap(
            draft.lane(),
            draft.records(),
            draft.firstTimeMicros(),
            draft.lastTimeMicros(),
            "refused by the cloud: " + reason));
  }

  @Override
  public synchronized long awaitAppend(long seq, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(wait);
    long left = deadline - System.nanoTime();
    while (newest <= seq && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return newest;
  }

  @Override
  public synchronized OutboxStats stats() {
    Map<Lane, OutboxStats.Waiting> waiting = new HashMap<>();
    entries
        .values()
        .forEach(
            kept ->
                waiting.merge(
                    kept.draft.lane(),
                    new OutboxStats.Waiting(
                        1,
                        kept.draft.records(),
                        kept.draft.body().length,
                        kept.draft.firstTimeMicros()),
                    (a, b) ->
                        new OutboxStats.Waiting(
                            a.entries() + 1,
                            a.records() + b.records(),
                            a.bytes() + b.bytes(),
                            a.oldestTimeMicros())));
    String health = failure == null ? "" : failure.getMessage();
    return new OutboxStats(
        waiting, newest, 0, Long.MAX_VALUE, Long.MAX_VALUE, appended, 0, 0, dead, 0, 0, health);
  }

  @Override
  public synchronized Optional<Known> admit(String id, byte[] request, Draft receipt) {
    works();
    Known known = commands.get(id);
    if (known == null) {
      commands.put(id, new Known(id, request.clone(), null));
      if (receipt != null) {
        add(receipt);
        notifyAll();
      }
    }
    return Optional.ofNullable(known);
  }

  @Override
  public synchronized void answer(String id, byte[] response, Draft reply) {
    works();
    Known known = commands.get(id);
    if (known == null) {
      throw new IllegalArgumentException("command " + id + " was never admitted");
    }
    if (known.response() == null) {
      commands.put(id, new Known(id, known.request(), response.clone()));
      answeredAtNanos.put(id, System.nanoTime());
      add(reply);
      notifyAll();
    }
  }

  @Override
  public synchronized List<Known> unanswered() {
    works();
    return commands.values().stream().filter(known -> known.response() == null).toList();
  }

  @Override
  public synchronized void forget(Duration olderThan) {
    long now = System.nanoTime();
    answeredAtNanos
        .entrySet()
        .removeIf(
            each -> {
              boolean old = now - each.getValue() > olderThan.toNanos();
              if (old) {
                commands.remove(each.getKey());
              }
              return old;
            });
  }
}
