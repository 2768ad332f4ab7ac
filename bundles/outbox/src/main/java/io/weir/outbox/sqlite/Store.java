package io.weir.outbox.sqlite;

import io.weir.outbox.Batch;
import io.weir.outbox.CommandJournal.Known;
import io.weir.outbox.Draft;
import io.weir.outbox.OutboxFull;
import io.weir.outbox.SeqRange;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  final EntryTable entries;
  final StateTable state;
  final CommandTable commands;
  final DeadTable dead;
  final Tally tally;
  final Pages pages;
  final Gaps gaps;
  final Oldest oldest;
  final Queue queue;
  private final Coverage coverage;
  private final Map<String, byte[]> newMarks = new HashMap<>();
  private final long waitingWhenOpened;
  private final long progressWhenOpened;
  private long silent;
  private byte[] countersWhenBegun;
  private long newestWhenBegun;

  /**
   * @param noted what was noted beside the database of its records
   */
  Store(Connection connection, Published published, Room room, Account noted) throws SQLException {
    this.connection = connection;
    this.published = published;
    this.room = room;
    statement = connection.createStatement();
    entries = new EntryTable(connection);
    state = new StateTable(connection);
    commands = new CommandTable(connection);
    dead = new DeadTable(connection);
    pages = new Pages(connection);
    tally = published.tally();
    gaps = new Gaps(entries, dead, tally);
    oldest = new Oldest(entries, gaps);
    Census census = new Census(connection, tally);
    queue = new Queue(entries, state, tally, census, oldest);
    Map<String, byte[]> all = state.all();
    coverage = Coverage.read(all.get(StateTable.COVERED));
    census.take(all.get(StateTable.COUNTERS), noted, dead.count());
    waitingWhenOpened = census.waitingRecords();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(StateTable.MARK)) {
            newMarks.put(name.substring(StateTable.MARK.length()), value);
          }
        });
    silent = number(all.get(StateTable.SILENT));
    progressWhenOpened = queue.newest() + silent;
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

  /** The records of all entries and gaps that waited when it was opened: what was really there. */
  long waitingWhenOpened() {
    return waitingWhenOpened;
  }

  /**
   * @param durable whether the commit has to be flushed; an acknowledgement that is lost in a power
   *     cut only has the entry sent again
   */
  void begin(boolean durable) throws SQLException {
    statement.execute("PRAGMA synchronous = " + (durable ? "FULL" : "NORMAL"));
    statement.execute("BEGIN IMMEDIATE");
    newestWhenBegun = queue.newest();
    countersWhenBegun = tally.counters();
    queue.begin();
  }

  /** Writes the last of the transaction; returns the progress that it makes. */
  long prepare(boolean withJobs) throws SQLException {
    if (withJobs && queue.newest() == newestWhenBegun) {
      silent++;
      state.put(StateTable.SILENT, ByteBuffer.allocate(Long.BYTES).putLong(silent).array());
    }
    byte[] counters = tally.counters();
    if (!Arrays.equals(counters, countersWhenBegun)) {
      state.put(StateTable.COUNTERS, counters);
    }
    return queue.newest() + silent;
  }

  void commit() throws SQLException {
    statement.execute("COMMIT");
    publish();
  }

  private void publish() {
    published.committed(queue.newest(), coverage.bytes(), newMarks, queue.links());
    newMarks.clear();
  }

  /** Writes down acknowledgements. */
  void acknowledge(Map<String, List<SeqRange>> taken, boolean history) throws SQLException {
    queue.acknowledge(taken, history);
  }

  List<Long> append(Batch batch) throws SQLException {
    room.check(this, batch.drafts());
    List<Long> seqs = new ArrayList<>(batch.drafts().size());
    for (Draft draft : batch.drafts()) {
      try {
        seqs.add(append(draft));
      } catch (OutboxFull e) {
        throw seqs.isEmpty() ? e : new HalfWritten(e);
      }
    }
    note(batch);
    return seqs;
  }

  /** The room ended in the middle of a batch: the whole transaction has to be undone. */
  static final class HalfWritten extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final OutboxFull refusal;

    HalfWritten(OutboxFull refusal) {
      super(refusal.getMessage(), refusal);
      this.refusal = refusal;
    }

    OutboxFull refusal() {
      return refusal;
    }
  }

  /** Appends one draft under the next number, or the gap that it leaves when there is no room. */
  private long append(Draft draft) throws SQLException {
    long seq = queue.append(room.fit(this, draft));
    if (draft.body().length > 0) {
      tally.appended(draft.records());
    }
    return seq;
  }

  /** What a batch has beside its drafts. */
  private void note(Batch batch) throws SQLException {
    if (batch.covered() != null) {
      coverage.add(batch.covered());
      state.put(StateTable.COVERED, coverage.bytes());
    }
    for (Map.Entry<String, byte[]> mark : batch.marks().entrySet()) {
      state.put(StateTable.MARK + mark.getKey(), mark.getValue());
      newMarks.put(mark.getKey(), mark.getValue());
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
    if (commands.waits(id)) {
      // first: there may be no room, and then the command must wait for its answer as before
      append(reply);
      commands.answer(id, response, System.currentTimeMillis());
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
