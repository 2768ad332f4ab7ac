package io.weir.outbox.sqlite;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which link has which bit in an entry's {@code pending}. Immutable.
 *
 * @param bits the position of each link's bit, 0 to 61
 */
record Links(Map<String, Integer> bits) {
  /** Set while there is no link at all: what is appended waits for the first one. */
  static final long NOBODY = 1L << 62;

  private static final int MOST = 62;

  Links {
    bits = Map.copyOf(bits);
  }

  /** Those named, the ones that stay with the bit they have. */
  Links of(Set<String> names) {
    if (names.size() > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " links, there were " + names.size());
    }
    Map<String, Integer> next = new TreeMap<>(bits);
    next.keySet().retainAll(names);
    for (String name : names) {
      if (!next.containsKey(name)) {
        int bit = 0;
        while (next.containsValue(bit)) {
          bit++;
        }
        next.put(name, bit);
      }
    }
    return new Links(next);
  }

  /** The bits of a new entry. */
  long all() {
    return bits.isEmpty()
        ? NOBODY
        : bits.values().stream().mapToLong(bit -> 1L << bit).reduce(0, (a, b) -> a | b);
  }

  /** The bits of those that are in both. */
  long kept(Links next) {
    return bits.entrySet().stream()
        .filter(link -> link.getValue().equals(next.bits.get(link.getKey())))
        .mapToLong(link -> 1L << link.getValue())
        .reduce(0, (a, b) -> a | b);
  }

  long bit(String name) {
    Integer position = bits.get(name);
    if (position == null) {
      throw new IllegalArgumentException(
          "link %s was not named in links(): %s".formatted(name, bits.keySet()));
    }
    return 1L << position;
  }
}
