package io.weir.system.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.Peek;
import io.weir.outbox.sqlite.SqliteOutbox;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what was accepted, what the cloud or the outbox has, what gaps tell of, and what occurs
 * twice.
 */
final class Ledger {
  private final Set<Long> accepted = new HashSet<>();
  private final Set<Long> failed = new HashSet<>();
  private final Set<Long> elsewhere = new HashSet<>();
  private final Map<Long, Long> indexBySeq = new HashMap<>();
  private final Map<Long, Long> seqByIndex = new HashMap<>();
  private final TreeMap<Long, Gap> gapsBySeq = new TreeMap<>();
  private int reused;
  private int duplicates;
  private int broken;

  private record Gap(long through, long records) {}

  synchronized void line(String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "A" -> accepted.add(Long.parseLong(words[1]));
      case "F" -> failed.add(Long.parseLong(words[1]));
      case "S" -> stored(Long.parseLong(words[1]), Long.parseLong(words[2]));
      case "G" ->
          gapsBySeq.put(
              Long.parseLong(words[1]),
              new Gap(Long.parseLong(words[2]), Long.parseLong(words[3])));
      default -> assertThat(words[0]).isIn("P", "END");
    }
  }

  private void stored(long seq, long index) {
    Long before = indexBySeq.putIfAbsent(seq, index);
    reused += before != null && before != index ? 1 : 0;
    Long other = seqByIndex.putIfAbsent(index, seq);
    duplicates += other != null && other != seq ? 1 : 0;
  }

  /** The cloud has it, under the number of an epoch that is over. */
  synchronized void elsewhere(long index) {
    elsewhere.add(index);
  }

  synchronized long broken() {
    return broken;
  }

  synchronized int accepted() {
    return accepted.size();
  }

  synchronized int failed() {
    return failed.size();
  }

  /** A copy of how it stands now; what is said later does not count. */
  synchronized Set<Long> acceptedSoFar() {
    return new HashSet<>(accepted);
  }

  /** Takes up what waits. */
  synchronized void take(SqliteOutbox outbox) {
    for (Lane lane : Lane.values()) {
      for (Entry entry :
          outbox.peek(new Peek(Appender.LINK, lane, false, Set.of(), 1_000_000, 1 << 30))) {
        line(Appender.line(entry));
        if (entry.draft().body().length > 0) {
          long index = Appender.index(entry);
          broken += Arrays.equals(entry.draft().body(), Appender.body(index)) ? 0 : 1;
        }
      }
    }
  }

  synchronized long gapRecords() {
    return gapsBySeq.values().stream().mapToLong(Gap::records).sum();
  }

  /**
   * Records that gaps tell of, without those in their place that have arrived: as a cloud counts.
   */
  synchronized long missing() {
    long missing = 0;
    for (Map.Entry<Long, Gap> gap : gapsBySeq.entrySet()) {
      long first = gap.getKey();
      long last = gap.getValue().through();
      long found = indexBySeq.keySet().stream().filter(seq -> seq >= first && seq <= last).count();
      missing += Math.max(0, gap.getValue().records() - found);
    }
    return missing;
  }

  synchronized long gaps() {
    return gapsBySeq.size();
  }

  /** Accepted, and neither in the cloud nor waiting. */
  synchronized long lost(Set<Long> promised) {
    return promised.stream()
        .filter(index -> !seqByIndex.containsKey(index) && !elsewhere.contains(index))
        .count();
  }

  /** Entries that the caller was told were not written. */
  synchronized long ghosts() {
    return failed.stream().filter(seqByIndex::containsKey).count();
  }

  synchronized void assertNothingTwice(String what) {
    assertThat(duplicates).as(what + ": the same entry under two numbers").isZero();
    assertThat(reused).as(what + ": the same number for two entries").isZero();
  }

  synchronized void assertWhole(String what, Set<Long> promised) {
    assertNothingTwice(what);
    assertThat(broken).as(what + ": entries with other bytes than were appended").isZero();
    assertThat(lost(promised)).as(what + ": accepted and lost").isZero();
    assertThat(ghosts()).as(what + ": refused and there").isZero();
    System.out.printf(
        "%s: accepted %,d, stored %,d, gaps %,d, lost 0, duplicate 0%n",
        what, promised.size(), seqByIndex.size(), gaps());
  }
}
