package io.weir.outbox.sqlite;

import io.weir.outbox.SeqRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of numbers kept as ranges; those that touch become one. Not thread-safe. */
final class Ranges {
  private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

  void add(long first, long last) {
    long from = first;
    long to = last;
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(from);
    if (before != null && before.getValue() >= from - 1) {
      from = before.getKey();
      to = Math.max(to, before.getValue());
    }
    Map.Entry<Long, Long> after = lastByFirst.ceilingEntry(from);
    while (after != null && after.getKey() <= (to == Long.MAX_VALUE ? to : to + 1)) {
      to = Math.max(to, after.getValue());
      lastByFirst.remove(after.getKey());
      after = lastByFirst.ceilingEntry(from);
    }
    lastByFirst.put(from, to);
  }

  /** Whether every number from first to last is in. */
  boolean covers(long first, long last) {
    Map.Entry<Long, Long> before = lastByFirst.floorEntry(first);
    return before != null && before.getValue() >= last;
  }

  int size() {
    return lastByFirst.size();
  }

  boolean isEmpty() {
    return lastByFirst.isEmpty();
  }

  List<SeqRange> list() {
    List<SeqRange> list = new ArrayList<>(lastByFirst.size());
    lastByFirst.forEach((first, last) -> list.add(new SeqRange(first, last)));
    return list;
  }
}
