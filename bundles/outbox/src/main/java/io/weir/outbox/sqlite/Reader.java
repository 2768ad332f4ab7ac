package io.weir.outbox.sqlite;

import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxException;
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

/**
 * Reads on a connection of its own, so that a commit that waits for the disk holds up no reader.
 * Any thread, one at a time.
 */
final class Reader implements AutoCloseable {
  private final Path directory;
  private final Identity identity;
  private final Published published;
  private final Acknowledged acknowledged;

  /** For each link and lane: no entry below this number waits for it. */
  private final Map<String, long[]> floors = new HashMap<>();

  private Connection connection;

  Reader(Path directory, Identity identity, Published published, Acknowledged acknowledged) {
    this.directory = directory;
    this.identity = identity;
    this.published = published;
    this.acknowledged = acknowledged;
  }

  synchronized List<Entry> peek(Peek peek) {
    long bit = published.links().bit(peek.link());
    try {
      List<EntryTable.Row> rows = new ArrayList<>();
      List<Entry> entries = new ArrayList<>();
      find(peek, bit, rows);
      if (!rows.isEmpty()) {
        identity.handOut(rows.stream().mapToLong(EntryTable.Row::through).max().getAsLong());
      }
      for (EntryTable.Row row : rows) {
        read(row, (row.deadFor() & bit) != 0, peek.link()).ifPresent(entries::add);
      }
      return entries;
    } catch (SQLException | IOException e) {
      reopen();
      throw new OutboxException("entries could not be read: " + e.getMessage(), e);
    }
  }

  private void find(Peek peek, long bit, List<EntryTable.Row> rows) throws SQLException {
    String sql =
        "SELECT %s FROM entry WHERE pending <> 0 AND lane = ? AND seq BETWEEN ? AND ?"
                .formatted(EntryTable.columns())
            + " AND pending & ? <> 0 ORDER BY seq "
            + (peek.newestFirst() ? "DESC" : "ASC");
    long[] floor = floors.computeIfAbsent(peek.link(), link -> new long[Lane.values().length]);
    int lane = peek.lane().ordinal();
    long newest = published.newest();
    try (PreparedStatement select = connection().prepareStatement(sql)) {
      select.setInt(1, lane);
      select.setLong(2, floor[lane]);
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
      if (!peek.newestFirst() || more) {
        floor[lane] = lowest;
      }
    }
  }

  private Optional<Entry> read(EntryTable.Row row, boolean dead, String link) throws SQLException {
    if (dead) {
      return Optional.of(gap(row, new DeadTable(connection()).reason(row.seq(), link)));
    }
    if (row.bytes() == 0) {
      return Optional.of(row.with(new byte[0]));
    }
    byte[] body = body(row.seq());
    return body.length > 0 ? Optional.of(row.with(body)) : Optional.empty(); // evicted just now
  }

  private static Entry gap(EntryTable.Row row, String reason) {
    return new EntryTable.Row(
            row.seq(),
            row.through(),
            row.lane(),
            0,
            row.records(),
            0,
            row.firstMicros(),
            row.lastMicros(),
            row.pending(),
            0,
            reason)
        .with(new byte[0]);
  }

  private byte[] body(long seq) throws SQLException {
    try (PreparedStatement select =
        connection().prepareStatement("SELECT body FROM body WHERE seq = ?")) {
      select.setLong(1, seq);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getBytes(1) : new byte[0];
      }
    }
  }

  /** Entries that waited for nobody may wait again: the links have changed. */
  synchronized void forgetFloors() {
    floors.values().forEach(floor -> Arrays.fill(floor, 0));
  }

  /** Runs between two reads, so that none is half before and half after it. */
  synchronized void between(Runnable change) {
    change.run();
  }

  private Connection connection() throws SQLException {
    if (connection == null) {
      connection = SqliteFile.openReader(directory);
    }
    return connection;
  }

  /** The next read opens the database anew. */
  synchronized void reopen() {
    close();
    forgetFloors();
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      Quietly.close(connection, "reading connection");
      connection = null;
    }
  }
}
