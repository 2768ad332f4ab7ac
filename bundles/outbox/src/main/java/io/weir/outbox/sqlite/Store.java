package io.weir.outbox.sqlite;

import io.weir.outbox.Batch;
import io.weir.outbox.CommandJournal.Known;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.SeqRange;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
  private long newestWhenBegun;

  Store(Connection connection, Published published) throws SQLException {
    this.connection = connection;
    this.published = published;
    statement = connection.createStatement();
    entries = new EntryTable(connection);
    state = new StateTable(connection);
    commands = new CommandTable(connection);
    dead = new DeadTable(connection);
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

  void checkpoint(String mode) throws SQLException {
    statement.execute("PRAGMA wal_checkpoint(" + mode + ")");
  }

  private void publish() {
    published.committed(newest, coverage.bytes(), newMarks, links);
    newMarks.clear();
  }

  /** Appends one draft under the next number. */
  long append(Draft draft) throws SQLException {
    long seq = newest + 1;
    insert(seq, seq, draft);
    tally.appended(draft.records());
    return seq;
  }

  /** A place for numbers that may have been handed out and are gone. */
  void skipTo(long through, String reason, long nowMicros) throws SQLException {
    insert(newest + 1, through, Draft.gap(Lane.DATA, 0, nowMicros, nowMicros, reason));
  }

  private void insert(long seq, long through, Draft draft) throws SQLException {
    entries.insert(seq, through, draft, links.all());
    if (tally.entries(draft.lane()) == 0) {
      tally.oldest(draft.lane(), draft.firstTimeMicros());
    }
    tally.waits(draft.lane(), 1, draft.records(), draft.body().length);
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
    Set<Lane> touched = new HashSet<>();
    for (EntryTable.Row row : entries.select(mine, arguments)) {
      if ((row.pending() & ~bit) == 0) {
        tally.waits(row.lane(), -1, -row.records(), -row.bytes());
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
    new Census(connection, tally).takeWaiting();
  }

  List<Long> append(Batch batch) throws SQLException {
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
      tally.waits(row.lane(), -1, -row.records(), -row.bytes());
    }
    tally.waits(first.lane(), 1, records, 0);
    counted = true;
  }

  /** This link no longer wants this entry. */
  void giveUp(EntryTable.Row row, long bit) throws SQLException {
    entries.update("pending = pending & ~? WHERE seq = ?", bit, row.seq());
    if ((row.pending() & ~bit) == 0) {
      tally.waits(row.lane(), -1, -row.records(), -row.bytes());
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
