package io.weir.outbox.sqlite;

import io.weir.outbox.Lane;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * The old end of the queue, where room is made: remembers how far it has been cleared, so that no
 * search begins at the first number. Writer thread.
 */
final class Oldest {
  private static final int MOST = 256;

  private final EntryTable entries;
  private final Gaps gaps;

  /** No row below this number is history. */
  private long historyFrom;

  /** Below these numbers no entry of the lane has a body. */
  private final long[] bodiesFrom = new long[Lane.values().length];

  Oldest(EntryTable entries, Gaps gaps) {
    this.entries = entries;
    this.gaps = gaps;
  }

  List<EntryTable.Row> withBody(Lane lane, int most) throws SQLException {
    return withBodyAfter(lane, bodiesFrom[lane.ordinal()] - 1, most);
  }

  /** Entries whose rows say what was written; others are set aside on the way. */
  List<EntryTable.Row> withBodyAfter(Lane lane, long seq, int most) throws SQLException {
    List<EntryTable.Row> rows = select(lane, seq, most);
    while (!rows.stream().allMatch(Checksum::holds)) {
      for (EntryTable.Row row : rows) {
        gaps.setAside(row.seq());
      }
      rows = select(lane, seq, most);
    }
    return rows;
  }

  private List<EntryTable.Row> select(Lane lane, long seq, int most) throws SQLException {
    return entries.select(
        "pending <> 0 AND lane = ? AND seq > ? AND bytes > 0 ORDER BY seq LIMIT ?",
        lane.ordinal(),
        seq,
        most);
  }

  void evictedUpTo(Lane lane, long seq) {
    bodiesFrom[lane.ordinal()] = seq + 1;
  }

  /** History may begin at this number. */
  void historyAt(long seq) {
    historyFrom = Math.min(historyFrom, seq);
  }

  /** Entries have come back to anywhere. */
  void reset() {
    Arrays.fill(bodiesFrom, 0);
  }

  /** Deletes the oldest history. Returns whether there was any. */
  boolean dropHistory(long wanted, long newest) throws SQLException {
    long freed = 0;
    List<EntryTable.Row> rows =
        entries.select(
            "pending = 0 AND seq >= ? AND seq < ? ORDER BY seq LIMIT " + MOST, historyFrom, newest);
    for (EntryTable.Row row : rows) {
      if (freed < wanted && row.through() < newest) {
        entries.delete(row.seq());
        freed += row.bytes();
        historyFrom = row.through() + 1;
      }
    }
    return freed > 0 || rows.size() == MOST;
  }
}
