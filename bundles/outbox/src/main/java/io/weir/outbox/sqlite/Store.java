package io.weir.outbox.sqlite;

import io.weir.outbox.Batch;
import io.weir.outbox.CommandJournal.Known;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.SeqRange;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The open database as the writer thread sees it: tables, and what is kept in memory beside them.
 * What other threads may see of it is {@link Published}, brought up to date after each commit.
 * After a failure the whole object is thrown away and made anew from the database.
 */
final class Store implements AutoCloseable {
  private final Connection connection;
  private final Statement statement;
  private final Published published;
  private final Room room;
  private final long pageBytes;
  private final PreparedStatement pageCount;
  private final PreparedStatement freePageCount;
  final EntryTable entries;
  final StateTable state;
  final CommandTable commands;
  final DeadTable dead;
  final Tally tally;
  private final Coverage coverage;
  private final Map<String, byte[]> newMarks = new HashMap<>();
  private Links links;
  private long newest;
  private long silent;
  private final long progressWhenOpened;
  private boolean counted;
  private boolean floorsAreStale;
  private long newestWhenBegun;

  /** No row below this number is history. */
  private long historyFrom;

  /** Below these numbers no entry of the lane has a body. */
  private final long[] bodiesFrom = new long[Lane.values().length];

  Store(Connection connection, Published published, Room room) throws SQLException {
    this.connection = connection;
    this.published = published;
    this.room = room;
    pageCount = connection.prepareStatement("PRAGMA page_count");
    freePageCount = connection.prepareStatement("PRAGMA freelist_count");
    statement = connection.createStatement();
    entries = new EntryTable(connection);
    state = new StateTable(connection);
    commands = new CommandTable(connection);
    dead = new DeadTable(connection);
    pageBytes = entries.number("PRAGMA page_size");
    tally = published.tally();
    newest = entries.newest();
    links = new Links(state.links());
    Map<String, byte[]> all = state.all();
    coverage = Coverage.read(all.get(StateTable.COVERED));
    new Census(connection, tally).take(all.get(StateTable.COUNTERS), dead.count());
    all.forEach(
        (name, value) -> {
          if (name.startsWith(StateTable.MARK)) {
            newMarks.put(name.substring(StateTable.MARK.length()), value);
          }
        });
    silent = number(all.get(StateTable.SILENT));
    progressWhenOpened = newest + silent;
    publish();
  }

  private static long number(byte[] bytes) {
    return bytes == null ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  /**
   * How far the database had got when it was opened: grows with every transaction that holds a job,
   * so that one whose end is unknown can be recognised.
   */
  long progressWhenOpened() {
    return progressWhenOpened;
  }

  long newest() {
    return newest;
  }

  Links links() {
    return links;
  }

  /**
   * @param durable whether the commit has to be flushed; an acknowledgement that is lost in a power
   *     cut only has the entry sent again
   */
  void begin(boolean durable) throws SQLException {
    statement.execute("PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
    statement.execute("BEGIN IMMEDIATE");
    newestWhenBegun = newest;
    floorsAreStale = false;
  }

  /** Whether entries wait that waited for nobody before. */
  boolean floorsAreStale() {
    return floorsAreStale;
  }

  /** Writes the last of the transaction; returns the progress that it makes. */
  long prepare(boolean withJobs) throws SQLException {
    if (withJobs && newest == newestWhenBegun) {
      silent++;
      state.put(StateTable.SILENT, ByteBuffer.allocate(Long.BYTES).putLong(silent).array());
    }
    if (counted) {
      state.put(StateTable.COUNTERS, tally.counters());
    }
    counted = false;
    return newest + silent;
  }

  void commit() throws SQLException {
    statement.execute("COMMIT");
    publish();
  }

  /**
   * Moves the log into the database.
   *
   * @param mode PASSIVE as far as readers allow, or TRUNCATE all of it
   */
  void checkpoint(String mode) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
      if (row.next() && row.getInt(1) != 0 && mode.equals("TRUNCATE")) {
        throw new SQLException("the log is in use and cannot be emptied");
      }
    }
  }

  private void publish() {
    published.committed(newest, coverage.bytes(), newMarks, links);
    newMarks.clear();
  }

  /** Appends one draft under the next number, or the gap that it leaves when there is no room. */
  long append(Draft draft) throws SQLException {
    long seq = newest + 1;
    insert(seq, seq, room.fit(this, draft));
    if (draft.body().length > 0) {
      tally.appended(draft.records());
    }
    return seq;
  }

  /** A place for numbers that were given, or may have been, and are gone. */
  void skipTo(long through, long records, String reason, long nowMicros) throws SQLException {
    int lost = (int) Math.min(Integer.MAX_VALUE, records);
    insert(newest + 1, through, Draft.gap(Lane.DATA, lost, nowMicros, nowMicros, reason));
    tally.appended(records);
  }

  private void insert(long seq, long through, Draft draft) throws SQLException {
    entries.insert(seq, through, draft, links.all());
    if (tally.entries(draft.lane()) == 0) {
      tally.oldest(draft.lane(), draft.firstTimeMicros());
    }
    tally.waits(draft, 1);
    newest = through;
    counted = true;
  }

  /** What a batch has beside its drafts. */
  void note(Batch batch) throws SQLException {
    if (batch.covered() != null) {
      coverage.add(batch.covered());
      state.put(StateTable.COVERED, coverage.bytes());
    }
    for (Map.Entry<String, byte[]> mark : batch.marks().entrySet()) {
      state.put(StateTable.MARK + mark.getKey(), mark.getValue());
      newMarks.put(mark.getKey(), mark.getValue());
    }
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
    historyFrom = Math.min(historyFrom, range.first());
    Set<Lane> touched = new HashSet<>();
    for (EntryTable.Row row : entries.select(mine, arguments)) {
      if ((row.pending() & ~bit) == 0) {
        tally.waits(row, -1);
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
    new Census(connection, tally).takeWaiting();
  }

  List<Long> append(Batch batch) throws SQLException {
    room.check(this, batch.drafts());
    List<Long> seqs = new ArrayList<>(batch.drafts().size());
    for (Draft draft : batch.drafts()) {
      seqs.add(append(draft));
    }
    note(batch);
    return seqs;
  }

  /** Rows of one lane, one after the other, lose their bodies and become one gap. */
  void becomeGap(EntryTable.Row first, EntryTable.Row last, int records, String reason)
      throws SQLException {
    List<EntryTable.Row> rows = entries.between(first.seq(), last.seq());
    entries.becomeGap(first, last, records, reason);
    for (EntryTable.Row row : rows) {
      tally.waits(row, -1);
    }
    tally.waits(first.lane(), 1, 0, 0);
    counted = true;
  }

  /** A summary takes the place of these rows, under the number of the first. */
  void replace(EntryTable.Row first, EntryTable.Row last, Draft summary) throws SQLException {
    becomeGap(first, last, 0, "thinned");
    tally.waits(first.lane(), -1, 0, 0);
    entries.delete(first.seq());
    entries.insert(first.seq(), last.through(), summary, first.pending());
    tally.waits(summary, 1);
  }

  List<EntryTable.Row> oldestWithBody(Lane lane, int most) throws SQLException {
    return withBodyAfter(lane, bodiesFrom[lane.ordinal()] - 1, most);
  }

  List<EntryTable.Row> withBodyAfter(Lane lane, long seq, int most) throws SQLException {
    return entries.select(
        "pending <> 0 AND lane = ? AND seq > ? AND bytes > 0 ORDER BY seq LIMIT ?",
        lane.ordinal(),
        seq,
        most);
  }

  void evictedUpTo(Lane lane, long seq) {
    bodiesFrom[lane.ordinal()] = seq + 1;
  }

  /** Deletes the oldest history. Returns whether there was any. */
  boolean dropHistory(long wanted) throws SQLException {
    long freed = 0;
    List<EntryTable.Row> rows =
        entries.select(
            "pending = 0 AND seq >= ? AND seq < ? ORDER BY seq LIMIT 256", historyFrom, newest);
    for (EntryTable.Row row : rows) {
      if (freed < wanted && row.through() < newest) {
        entries.delete(row.seq());
        freed += row.bytes();
        historyFrom = row.through() + 1;
      }
    }
    return freed > 0 || rows.size() == 256;
  }

  /** Acknowledged entries of this time wait for the link again. */
  long resend(long bit, long fromMicros, long toMicros) throws SQLException {
    int count =
        entries.update(
            "pending = pending | ? WHERE pending & ? = 0 AND dead_for & ? = 0 AND bytes > 0"
                + " AND last_us >= ? AND first_us <= ?",
            bit,
            bit,
            bit,
            fromMicros,
            toMicros);
    new Census(connection, tally).takeWaiting();
    Arrays.fill(bodiesFrom, 0);
    floorsAreStale = true;
    return count;
  }

  /** An older database may have larger ones than a new one gets. */
  long pageBytes() {
    return pageBytes;
  }

  long pages() throws SQLException {
    return number(pageCount);
  }

  long freePages() throws SQLException {
    return number(freePageCount);
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Gives unused pages at the end of the file back to the file system. */
  void shrink(long pages) throws SQLException {
    // as an update it runs to its end; as a query it would free one page
    statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
  }

  /** This link no longer wants this entry. */
  void giveUp(EntryTable.Row row, long bit) throws SQLException {
    entries.update("pending = pending & ~? WHERE seq = ?", bit, row.seq());
    if ((row.pending() & ~bit) == 0) {
      tally.waits(row, -1);
      refreshOldest(row.lane());
    }
  }

  /** Takes a command that is not known yet. */
  Optional<Known> admit(String id, byte[] request, Draft receipt) throws SQLException {
    Optional<Known> known = commands.find(id);
    if (known.isEmpty()) {
      if (receipt != null) {
        append(receipt);
      }
      commands.insert(id, request, System.currentTimeMillis());
    }
    return known;
  }

  void answer(String id, byte[] response, Draft reply) throws SQLException {
    if (commands.find(id).isEmpty()) {
      throw new IllegalArgumentException("command " + id + " was never admitted");
    }
    if (commands.answer(id, response, System.currentTimeMillis())) {
      append(reply);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
