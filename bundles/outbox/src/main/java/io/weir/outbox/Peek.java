package io.weir.outbox;

import java.util.Set;

/**
 * Which entries to look at.
 *
 * @param link for whom: only what this link has not acknowledged
 * @param lane in which line
 * @param newestFirst whether to begin with the newest (live) or the oldest (backlog)
 * @param after only higher numbers than this; 0 for all
 * @param skip numbers that are in flight already
 * @param maxEntries at most so many, from 1
 * @param maxBytes at most so many bytes of bodies, but always one entry
 */
public record Peek(
    String link,
    Lane lane,
    boolean newestFirst,
    long after,
    Set<Long> skip,
    int maxEntries,
    int maxBytes) {
  public Peek {
    skip = Set.copyOf(skip);
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries must be 1 or more, was " + maxEntries);
    }
  }

  /** Of all numbers. */
  public Peek(
      String link, Lane lane, boolean newestFirst, Set<Long> skip, int maxEntries, int maxBytes) {
    this(link, lane, newestFirst, 0, skip, maxEntries, maxBytes);
  }
}
