package io.weir.outbox.sqlite;

import io.weir.outbox.Lane;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes the bodies of the oldest entries of a lane; their places stay, as gaps. Neighbours become
 * one gap only where none of them was ever handed out: the cloud may have the others, and a gap
 * over what it has would count records twice. Writer thread.
 */
final class Eviction {
  static final String REASON = "drop-oldest: the oldest gave way for lack of room";
  private static final int MOST = 256;

  private final Identity identity;
  private final Reader reader;

  Eviction(Identity identity, Reader reader) {
    this.identity = identity;
    this.reader = reader;
  }

  /** Returns whether there was anything to take. */
  boolean evictOldest(Store store, Lane lane, long wanted) throws SQLException {
    List<EntryTable.Row> rows = store.oldest.withBody(lane, MOST);
    if (rows.isEmpty()) {
      return false;
    }
    reader.holdPeeks(); // until the commit: what is merged now must not be handed out meanwhile
    long freed = 0;
    int from = 0;
    while (from < rows.size() && freed < wanted) {
      int to = from;
      long records = rows.get(from).records();
      freed += rows.get(from).bytes();
      while (to + 1 < rows.size()
          && freed < wanted
          && rows.get(from).seq() > identity.handedOut()
          && rows.get(to + 1).seq() == rows.get(to).through() + 1
          && records + rows.get(to + 1).records() <= Integer.MAX_VALUE) {
        to++;
        records += rows.get(to).records();
        freed += rows.get(to).bytes();
      }
      store.gaps.becomeGap(rows.get(from), rows.get(to), (int) records, REASON);
      store.tally.evicted(records);
      from = to + 1;
    }
    store.oldest.evictedUpTo(lane, rows.get(from - 1).through());
    return true;
  }
}
