package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts something else in the place of entries: a gap, a summary, or nothing for one link. The count
 * of what waits goes along. Writer thread, inside a transaction.
 */
final class Gaps {
  /** What the reason of a gap begins with when its bytes are not what was written. */
  static final String DAMAGED = "damaged: ";

  private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

  private final EntryTable entries;
  private final DeadTable dead;
  private final Tally tally;

  Gaps(EntryTable entries, DeadTable dead, Tally tally) {
    this.entries = entries;
    this.dead = dead;
    this.tally = tally;
  }

  /** Rows of one lane, one after the other, lose their bodies and become one gap. */
  void becomeGap(EntryTable.Row first, EntryTable.Row last, int records, String reason)
      throws SQLException {
    List<EntryTable.Row> rows = entries.between(first.seq(), last.seq());
    Draft gap = Draft.gap(first.lane(), records, first.firstMicros(), last.lastMicros(), reason);
    entries.becomeGap(first.seq(), last.seq(), last.through(), gap);
    for (EntryTable.Row row : rows) {
      tally.waits(row, -1);
    }
    tally.waits(first.lane(), 1, 0, 0);
  }

  /** A summary takes the place of these rows, under the number of the first. */
  void replace(EntryTable.Row first, EntryTable.Row last, Draft summary) throws SQLException {
    becomeGap(first, last, 0, "thinned");
    tally.waits(first.lane(), -1, 0, 0);
    entries.delete(first.seq());
    entries.insert(first.seq(), last.through(), summary, first.pending());
    tally.waits(summary, 1);
  }

  /** This link no longer wants this entry. Returns whether it was the last that did. */
  boolean giveUp(EntryTable.Row row, long bit) throws SQLException {
    entries.update("pending = pending & ~? WHERE seq = ?", bit, row.seq());
    if ((row.pending() & ~bit) != 0) {
      return false;
    }
    tally.waits(row, -1);
    tally.settled(row.records());
    return true;
  }

  /**
   * Looks at an entry once more that a reader found damaged; if it is, its bytes go to the dead
   * letters and a gap takes its place. Returns whether it was.
   */
  boolean setAside(long seq) throws SQLException {
    EntryTable.Row row = entries.find(seq);
    if (row == null || row.bytes() == 0 && Checksum.holds(row)) {
      return false;
    }
    byte[] body = entries.body(seq);
    if (Checksum.holds(row) && Checksum.holds(row, body)) {
      return false;
    }
    LOG.atWarn().addKeyValue("seq", seq).log("an entry is damaged and is set aside");
    if (row.pending() == 0) { // history: nobody waits for it
      entries.delete(seq);
      return true;
    }
    if (body.length > 0) {
      Draft bytes = Draft.of(row.lane(), row.kind(), body, row.records(), 0, 0);
      dead.insert(seq, "", bytes, DAMAGED + "not what was written", System.currentTimeMillis());
      tally.dead(dead.count());
    }
    leaveGap(row);
    return true;
  }

  private void leaveGap(EntryTable.Row row) throws SQLException {
    long nowMicros = System.currentTimeMillis() * 1000;
    boolean known = Checksum.holds(row);
    // a count that cannot be believed is what the account misses beside all others
    long records = known ? row.records() : Math.max(0, tally.owed() - waitingBeside(row.seq()));
    long through = known ? row.through() : Math.min(row.through(), entries.next(row.seq()) - 1);
    tally.waits(row, -1);
    entries.becomeGap(
        row.seq(),
        row.seq(),
        through,
        Draft.gap(
            row.lane(),
            (int) Math.min(Integer.MAX_VALUE, records),
            known ? row.firstMicros() : nowMicros,
            known ? row.lastMicros() : nowMicros,
            DAMAGED + "the bytes were not what was written"));
    tally.waits(row.lane(), 1, 0, 0);
  }

  private long waitingBeside(long seq) throws SQLException {
    return entries.number(
        "SELECT coalesce(sum(records), 0) FROM entry WHERE pending <> 0 AND seq <> " + seq);
  }
}
