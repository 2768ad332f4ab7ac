package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxFull;
import java.sql.SQLException;
import java.util.List;

/**
 * Makes room for what is new: history goes first, then whatever the policy says. Writer thread,
 * inside a transaction.
 */
final class Room {
  /** At least so much is freed at once, so that pages are not rewritten for every entry. */
  private static final long CHUNK = 256 << 10;

  private final Settings settings;
  private final Space space;
  private final Eviction eviction;
  private final Thinning thinning;
  private List<Draft> lastRefused = List.of();

  Room(Settings settings, Space space, Eviction eviction, Thinning thinning) {
    this.settings = settings;
    this.space = space;
    this.eviction = eviction;
    this.thinning = thinning;
  }

  /**
   * All or nothing where something may be refused: what had been written of a batch would be
   * written again with it.
   */
  void check(Store store, List<Draft> drafts) throws SQLException {
    boolean refuses = settings.policy() == Policy.DROP_NEWEST;
    if (!refuses && drafts.size() < 2) {
      return; // one is taken or refused by itself
    }
    long need = drafts.stream().mapToLong(Space::need).sum();
    Lane lane = drafts.stream().map(Room::reserve).max(Lane::compareTo).orElse(Lane.REPLY);
    if (!fits(store, lane, need)
        && !dropHistory(store, lane, need)
        && (refuses || space.diskLacks(store, lane, need))) {
      throw refused(store, drafts);
    }
  }

  /** What can be stored of the draft: itself, or the gap it leaves. */
  Draft fit(Store store, Draft draft) throws SQLException {
    long need = Space.need(draft);
    Lane lane = reserve(draft);
    if (fits(store, lane, need) || dropHistory(store, lane, need)) {
      return draft;
    }
    // a disk that others filled may be free again soon: what is new waits where it came from, and
    // nothing old is given up for it
    if (space.diskLacks(store, lane, need)) {
      throw refused(store, List.of(draft));
    }
    if (thin(store, draft.lane(), need) || evict(store, draft.lane(), need)) {
      return draft;
    }
    if (settings.policy() == Policy.DROP_NEWEST || space.left(store) < Space.need(empty(draft))) {
      throw refused(store, List.of(draft));
    }
    store.tally.evicted(draft.records());
    return empty(draft);
  }

  /** A gap is small, and what is lost must be told: it may use what is reserved. */
  private static Lane reserve(Draft draft) {
    return draft.body().length == 0 ? Lane.REPLY : draft.lane();
  }

  /** Counts what is refused, once, however often it is tried again. */
  private OutboxFull refused(Store store, List<Draft> drafts) {
    if (!drafts.equals(lastRefused)) {
      store.tally.refused(drafts.stream().mapToLong(Draft::records).sum());
      lastRefused = drafts;
    }
    return new OutboxFull(space.reason());
  }

  private Draft empty(Draft draft) {
    return Draft.gap(
        draft.lane(),
        draft.records(),
        draft.firstTimeMicros(),
        draft.lastTimeMicros(),
        space.reason());
  }

  private boolean fits(Store store, Lane lane, long need) throws SQLException {
    return lacks(store, lane, need) <= 0;
  }

  private long lacks(Store store, Lane lane, long need) throws SQLException {
    return need - (space.left(store) - space.reservedFrom(lane, store.tally));
  }

  private boolean dropHistory(Store store, Lane lane, long need) throws SQLException {
    long lacks = lacks(store, lane, need);
    while (lacks > 0 && store.oldest.dropHistory(Math.max(lacks, CHUNK), store.queue.newest())) {
      lacks = lacks(store, lane, need);
    }
    return lacks <= 0;
  }

  private boolean thin(Store store, Lane lane, long need) throws SQLException {
    if (settings.policy() != Policy.THIN || lane == Lane.SIGNAL) {
      return false;
    }
    long lacks = lacks(store, lane, need);
    while (lacks > 0 && thinning.thinOldest(store)) {
      lacks = lacks(store, lane, need);
    }
    return lacks <= 0;
  }

  private boolean evict(Store store, Lane lane, long need) throws SQLException {
    if (settings.policy() == Policy.DROP_NEWEST) {
      return false;
    }
    long chunk = Math.min(CHUNK, settings.limitBytes() / 32);
    for (int i = Lane.values().length - 1; i >= lane.ordinal(); i--) {
      long lacks = lacks(store, lane, need);
      while (lacks > 0 && eviction.evictOldest(store, Lane.values()[i], Math.max(lacks, chunk))) {
        lacks = lacks(store, lane, need);
      }
    }
    return fits(store, lane, need);
  }
}
