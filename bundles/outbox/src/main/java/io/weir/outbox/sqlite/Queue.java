package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.SeqRange;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The line itself: numbers are given at its end, and links take what waits. Writer thread, inside a
 * transaction.
 */
final class Queue {
  private final EntryTable entries;
  private final StateTable state;
  private final Tally tally;
  private final Census census;
  private final Oldest oldest;
  private Links links;
  private long newest;
  private boolean floorsAreStale;

  Queue(EntryTable entries, StateTable state, Tally tally, Census census, Oldest oldest)
      throws SQLException {
    this.entries = entries;
    this.state = state;
    this.tally = tally;
    this.census = census;
    this.oldest = oldest;
    newest = entries.newest();
    links = new Links(state.links());
  }

  long newest() {
    return newest;
  }

  Links links() {
    return links;
  }

  void begin() {
    floorsAreStale = false;
  }

  /** Whether entries wait that waited for nobody before. */
  boolean floorsAreStale() {
    return floorsAreStale;
  }

  /** Puts a draft, or the gap that it leaves, under the next number. */
  long append(Draft draft) throws SQLException {
    long seq = newest + 1;
    insert(seq, seq, draft);
    tally.placed(draft.records());
    return seq;
  }

  /** A place for numbers that were given, or may have been, and are gone. */
  void skipTo(long through, long records, String reason, long nowMicros) throws SQLException {
    int lost = (int) Math.min(Integer.MAX_VALUE, records);
    insert(newest + 1, through, Draft.gap(Lane.DATA, lost, nowMicros, nowMicros, reason));
  }

  private void insert(long seq, long through, Draft draft) throws SQLException {
    entries.insert(seq, through, draft, links.all());
    if (tally.entries(draft.lane()) == 0) {
      tally.oldest(draft.lane(), draft.firstTimeMicros());
    }
    tally.waits(draft, 1);
    newest = through;
  }

  /** Writes down acknowledgements; entries that nobody waits for any more are gone, or history. */
  void acknowledge(Map<String, List<SeqRange>> taken, boolean history) throws SQLException {
    Set<Lane> touched = new HashSet<>();
    for (Map.Entry<String, List<SeqRange>> link : taken.entrySet()) {
      if (links.bits().containsKey(link.getKey())) {
        long bit = links.bit(link.getKey());
        for (SeqRange range : link.getValue()) {
          touched.addAll(acknowledge(bit, range, history));
        }
      }
    }
    for (Lane lane : touched) {
      refreshOldest(lane);
    }
  }

  private Set<Lane> acknowledge(long bit, SeqRange range, boolean history) throws SQLException {
    String mine = "seq >= ? AND through <= ? AND pending & ? <> 0";
    long[] arguments = {range.first(), range.last(), bit};
    oldest.historyAt(range.first());
    Set<Lane> touched = new HashSet<>();
    for (EntryTable.Row row : entries.select(mine, arguments)) {
      if ((row.pending() & ~bit) == 0) {
        tally.waits(row, -1);
        tally.settled(row.records());
        touched.add(row.lane());
      }
    }
    entries.update("pending = pending & ~? WHERE " + mine, bit, arguments[0], arguments[1], bit);
    if (!history && !touched.isEmpty()) {
      entries.deleteDone(range.first(), Math.min(range.last(), newest), newest);
    }
    return touched;
  }

  void refreshOldest(Lane lane) throws SQLException {
    tally.oldest(
        lane,
        entries.number(
            "SELECT first_us FROM entry WHERE pending <> 0 AND lane = "
                + lane.ordinal()
                + " ORDER BY seq LIMIT 1"));
  }

  /** Changes who wants the entries. */
  void links(Set<String> names) throws SQLException {
    Links next = links.of(names);
    if (next.equals(links)) {
      return;
    }
    long keep = links.kept(next);
    long fresh = next.all() & ~keep;
    entries.update("pending = (pending & ?) | ? WHERE pending <> 0", keep, fresh);
    state.replaceLinks(next.bits());
    links = next;
    floorsAreStale = true;
    recount();
  }

  /** Acknowledged entries of this time wait for the link again. */
  long resend(String link, long fromMicros, long toMicros) throws SQLException {
    long bit = links.bit(link);
    int count =
        entries.update(
            "pending = pending | ? WHERE pending & ? = 0 AND dead_for & ? = 0 AND bytes > 0"
                + " AND last_us >= ? AND first_us <= ?",
            bit,
            bit,
            bit,
            fromMicros,
            toMicros);
    oldest.reset();
    floorsAreStale = true;
    recount();
    return count;
  }

  /** Counts what waits once more, where entries came back or left in another way. */
  private void recount() throws SQLException {
    census.takeWaiting();
    tally.settled(tally.owed() - census.waitingRecords());
  }
}
