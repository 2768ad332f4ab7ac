package io.weir.outbox.sqlite;

import io.weir.outbox.Entry;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts how often a cloud refused an entry for good, and moves it to the dead letters when it did
 * so three times. Counts are not kept over a restart: it is then refused three times more.
 */
final class Refusals {
  private static final int LAST = 3;
  private static final int MOST_COUNTS = 1000;

  private record Key(String link, long seq) {}

  private final Map<Key, Integer> counts = new LinkedHashMap<>();

  /** Returns whether that was once too often. Any thread. */
  synchronized boolean count(String link, long seq) {
    Key key = new Key(link, seq);
    int count = counts.merge(key, 1, Integer::sum);
    if (count >= LAST) {
      counts.remove(key);
      return true;
    }
    if (counts.size() > MOST_COUNTS) {
      counts.remove(counts.keySet().iterator().next());
    }
    return false;
  }

  /** Moves the entry, as far as this link is concerned, and leaves a gap. Writer thread. */
  static void bury(Store store, String link, long seq, String reason) throws SQLException {
    long bit = store.queue.links().bit(link);
    EntryTable.Row row = store.entries.find(seq);
    if (row == null || (row.pending() & bit) == 0 || store.gaps.setAside(seq)) {
      return;
    }
    Entry entry = row.with(store.entries.body(seq));
    store.dead.insert(seq, link, entry.draft(), reason, System.currentTimeMillis());
    store.tally.dead(store.dead.count());
    if (row.bytes() == 0) { // it is a gap already, and this cloud will not even have that
      if (store.gaps.giveUp(row, bit)) {
        store.queue.refreshOldest(row.lane());
      }
    } else if ((row.pending() & ~bit & ~row.deadFor()) == 0) {
      store.gaps.becomeGap(row, row, row.records(), "refused: the cloud said " + reason);
    } else { // other links still want it
      store.entries.update("dead_for = dead_for | ? WHERE seq = ?", bit, seq);
    }
  }
}
