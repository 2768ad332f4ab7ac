package io.weir.outbox.sqlite;

import io.weir.outbox.SeqRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Acknowledgements on their way to the database: in memory at once, so that nothing acknowledged is
 * peeked again, on disk with one of the next commits. Any thread.
 */
final class Acknowledged {
  /** So many ranges are flushed without waiting longer. */
  private static final int MANY = 512;

  private final Map<String, Ranges> waiting = new HashMap<>();
  private final Map<String, Ranges> flushing = new HashMap<>();

  /** Returns whether there are so many that they should be flushed now. */
  synchronized boolean add(String link, List<SeqRange> ranges) {
    Ranges mine = waiting.computeIfAbsent(link, name -> new Ranges());
    ranges.forEach(range -> mine.add(range.first(), range.last()));
    return mine.size() >= MANY;
  }

  synchronized boolean covers(String link, long first, long last) {
    return covers(waiting, link, first, last) || covers(flushing, link, first, last);
  }

  private static boolean covers(Map<String, Ranges> map, String link, long first, long last) {
    Ranges ranges = map.get(link);
    return ranges != null && ranges.covers(first, last);
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** What is to be written now; it counts as acknowledged until {@link #written}. */
  synchronized Map<String, List<SeqRange>> take() {
    waiting.forEach(
        (link, ranges) -> {
          Ranges mine = flushing.computeIfAbsent(link, name -> new Ranges());
          ranges.list().forEach(range -> mine.add(range.first(), range.last()));
        });
    waiting.clear();
    Map<String, List<SeqRange>> taken = new TreeMap<>();
    flushing.forEach((link, ranges) -> taken.put(link, ranges.list()));
    return taken;
  }

  /** The database has what was taken. */
  synchronized void written() {
    flushing.clear();
  }

  /** Whether what was taken has not been written, after a failure. */
  synchronized void notWritten() {
    flushing.forEach(
        (link, ranges) -> {
          Ranges mine = waiting.computeIfAbsent(link, name -> new Ranges());
          ranges.list().forEach(range -> mine.add(range.first(), range.last()));
        });
    flushing.clear();
  }
}
