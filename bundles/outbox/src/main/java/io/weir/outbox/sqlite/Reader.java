package io.weir.outbox.sqlite;

import io.weir.outbox.Entry;
import io.weir.outbox.History.Past;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxException;
import io.weir.outbox.OutboxStats;
import io.weir.outbox.Peek;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Reads on a connection of its own, so that a commit that waits for the disk holds up no reader.
 * Any thread, one at a time.
 */
final class Reader implements AutoCloseable {
  private final Path directory;
  private final Identity identity;
  private final Published published;
  private final Acknowledged acknowledged;
  private final Consumer<SQLException> failed;
  private final ReentrantLock lock = new ReentrantLock();

  /** For each link and lane: no entry below this number waits for it. */
  private final Map<String, long[]> floors = new HashMap<>();

  private Connection connection;

  Reader(
      Path directory,
      Identity identity,
      Published published,
      Acknowledged acknowledged,
      Consumer<SQLException> failed) {
    this.directory = directory;
    this.identity = identity;
    this.published = published;
    this.acknowledged = acknowledged;
    this.failed = failed;
  }

  /**
   * What was read.
   *
   * @param damaged numbers of entries that are not what was written; they are not among the others
   */
  record Found(List<Entry> entries, List<Long> damaged) {}

  private interface Reading<T> {
    T run() throws SQLException, IOException;
  }

  Found peek(Peek peek) {
    return read(() -> doPeek(peek));
  }

  Found past(Past query) {
    return read(() -> doPast(query));
  }

  /** What the link has not acknowledged; what is on its way to the disk still counts. */
  OutboxStats.Waiting waiting(String link) {
    return read(() -> doWaiting(published.links().bit(link)));
  }

  private OutboxStats.Waiting doWaiting(long bit) throws SQLException {
    String sql =
        "SELECT count(*), total(CASE WHEN bytes > 0 THEN records ELSE 0 END), total(bytes),"
            + " coalesce(min(CASE WHEN bytes > 0 THEN first_us END), 0)"
            + " FROM entry WHERE pending <> 0 AND pending & ? <> 0";
    try (PreparedStatement select = connection().prepareStatement(sql)) {
      select.setLong(1, bit);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new OutboxStats.Waiting(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4))
            : new OutboxStats.Waiting(0, 0, 0, 0);
      }
    }
  }

  private <T> T read(Reading<T> reading) {
    lock.lock();
    try {
      return reading.run();
    } catch (SQLException e) {
      reopen();
      failed.accept(e);
      throw new OutboxException("entries could not be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new OutboxException("what is handed out could not be noted: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  private Found doPeek(Peek peek) throws SQLException, IOException {
    long bit = published.links().bit(peek.link());
    List<Long> damaged = new ArrayList<>();
    List<EntryTable.Row> rows = new ArrayList<>();
    for (EntryTable.Row row : find(peek, bit)) {
      if (Checksum.holds(row)) {
        rows.add(row);
      } else {
        damaged.add(row.seq());
      }
    }
    if (!rows.isEmpty()) {
      identity.handOut(rows.stream().mapToLong(EntryTable.Row::through).max().getAsLong());
    }
    List<Entry> entries = new ArrayList<>();
    try (PreparedStatement bodies = bodies()) {
      for (EntryTable.Row row : rows) {
        if ((row.deadFor() & bit) != 0) {
          String reason = new DeadTable(connection()).reason(row.seq(), peek.link());
          entries.add(row.asGap(reason));
        } else {
          entry(row, bodies, damaged).ifPresent(entries::add);
        }
      }
    }
    return new Found(entries, damaged);
  }

  private List<EntryTable.Row> find(Peek peek, long bit) throws SQLException {
    String sql =
        "SELECT %s FROM entry WHERE pending <> 0 AND lane = ? AND seq BETWEEN ? AND ?"
                .formatted(EntryTable.columns())
            + " AND pending & ? <> 0 ORDER BY seq "
            + (peek.newestFirst() ? "DESC" : "ASC");
    long[] floor = floors.computeIfAbsent(peek.link(), link -> new long[Lane.values().length]);
    int lane = peek.lane().ordinal();
    long newest = published.newest();
    List<EntryTable.Row> rows = new ArrayList<>();
    try (PreparedStatement select = connection().prepareStatement(sql)) {
      select.setInt(1, lane);
      select.setLong(2, Math.max(floor[lane], peek.after() + 1));
      select.setLong(3, newest);
      select.setLong(4, bit);
      long bytes = 0;
      long lowest = newest + 1;
      boolean more = true;
      try (ResultSet found = select.executeQuery()) {
        while (more && found.next()) {
          EntryTable.Row row = EntryTable.Row.read(found);
          lowest = Math.min(lowest, row.seq());
          if (!peek.skip().contains(row.seq())
              && !acknowledged.covers(peek.link(), row.seq(), row.through())) {
            bytes += row.bytes();
            more = rows.isEmpty() || bytes <= peek.maxBytes();
            if (more) {
              rows.add(row);
              more = rows.size() < peek.maxEntries();
            }
          }
        }
      }
      if (peek.after() == 0 && (!peek.newestFirst() || more)) {
        floor[lane] = lowest;
      }
      return rows;
    }
  }

  private Found doPast(Past query) throws SQLException {
    String sql =
        "SELECT %s FROM entry WHERE seq > ? AND lane = ? AND bytes > 0 AND last_us >= ?"
                .formatted(EntryTable.columns())
            + " AND first_us <= ? ORDER BY seq LIMIT ?";
    List<Entry> entries = new ArrayList<>();
    List<Long> damaged = new ArrayList<>();
    try (PreparedStatement select = connection().prepareStatement(sql);
        PreparedStatement bodies = bodies()) {
      select.setLong(1, query.afterSeq());
      select.setInt(2, query.lane().ordinal());
      select.setLong(3, query.fromMicros());
      select.setLong(4, query.toMicros());
      select.setInt(5, query.maxEntries());
      long bytes = 0;
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          EntryTable.Row row = EntryTable.Row.read(found);
          bytes += row.bytes();
          if (!entries.isEmpty() && bytes > query.maxBytes()) {
            break;
          }
          entry(row, bodies, damaged).ifPresent(entries::add);
        }
      }
    }
    return new Found(entries, damaged);
  }

  /** Made once for all entries of a reading: making it takes longer than running it. */
  private PreparedStatement bodies() throws SQLException {
    return connection().prepareStatement("SELECT body FROM body WHERE seq = ?");
  }

  /** Empty when it is gone by now, or damaged. */
  private Optional<Entry> entry(EntryTable.Row row, PreparedStatement bodies, List<Long> damaged)
      throws SQLException {
    if (row.bytes() == 0 && Checksum.holds(row)) {
      return Optional.of(row.asGap(row.reason()));
    }
    bodies.setLong(1, row.seq());
    try (ResultSet found = bodies.executeQuery()) {
      byte[] body = found.next() ? found.getBytes(1) : null;
      return Checksum.holds(row) && Checksum.holds(row, body)
          ? Optional.of(row.with(body))
          : otherwise(row.seq(), damaged);
    }
  }

  /** Its body was taken away just now to make room, or it is damaged. */
  private Optional<Entry> otherwise(long seq, List<Long> damaged) throws SQLException {
    try (PreparedStatement select =
        connection()
            .prepareStatement("SELECT " + EntryTable.columns() + " FROM entry WHERE seq = ?")) {
      select.setLong(1, seq);
      try (ResultSet found = select.executeQuery()) {
        if (!found.next()) {
          return Optional.empty();
        }
        EntryTable.Row now = EntryTable.Row.read(found);
        if (now.bytes() == 0 && Checksum.holds(now)) {
          return Optional.of(now.asGap(now.reason()));
        }
        damaged.add(seq);
        return Optional.empty();
      }
    }
  }

  /** Lets nothing be handed out until {@link #releasePeeks}; called again it has no effect. */
  void holdPeeks() {
    if (!lock.isHeldByCurrentThread()) {
      lock.lock();
    }
  }

  void releasePeeks() {
    if (lock.isHeldByCurrentThread()) {
      lock.unlock();
    }
  }

  /** Entries that waited for nobody may wait again. */
  void forgetFloors() {
    between(() -> floors.values().forEach(floor -> Arrays.fill(floor, 0)));
  }

  /** Runs between two reads, so that none is half before and half after it. */
  void between(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private Connection connection() throws SQLException {
    if (connection == null) {
      connection = SqliteFile.openReader(directory);
    }
    return connection;
  }

  /** The next read opens the database anew. */
  void reopen() {
    close();
    forgetFloors();
  }

  @Override
  public void close() {
    between(
        () -> {
          if (connection != null) {
            Quietly.close(connection, "reading connection");
            connection = null;
          }
        });
  }
}
