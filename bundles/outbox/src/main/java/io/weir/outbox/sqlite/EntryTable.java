package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The tables {@code entry} and {@code body}, as the writer thread uses them. */
final class EntryTable implements AutoCloseable {
  private static final String COLUMNS =
      "seq, through, lane, kind, records, bytes, first_us, last_us, pending, dead_for, reason,"
          + " crc";

  /** An entry without its body. */
  record Row(
      long seq,
      long through,
      Lane lane,
      int kind,
      int records,
      long bytes,
      long firstMicros,
      long lastMicros,
      long pending,
      long deadFor,
      String reason,
      long checksum) {

    static Row of(long seq, long through, Draft draft, long pending) {
      return new Row(
          seq,
          through,
          draft.lane(),
          draft.kind(),
          draft.records(),
          draft.body().length,
          draft.firstTimeMicros(),
          draft.lastTimeMicros(),
          pending,
          0,
          draft.gapReason(),
          Checksum.NONE);
    }

    /** Values that make no sense (a damaged page) become ones that do no harm. */
    static Row read(ResultSet row) throws SQLException {
      long seq = row.getLong(1);
      return new Row(
          seq,
          Math.max(seq, row.getLong(2)),
          Lane.values()[row.getInt(3) & 3],
          row.getInt(4) & 0xff,
          Math.max(0, row.getInt(5)),
          Math.max(0, row.getLong(6)),
          row.getLong(7),
          row.getLong(8),
          row.getLong(9),
          row.getLong(10),
          row.getString(11),
          row.getLong(12));
    }

    Entry with(byte[] body) {
      return body.length == 0
          ? asGap(reason)
          : new Entry(
              seq, through, new Draft(lane, kind, body, records, firstMicros, lastMicros, ""));
    }

    Entry asGap(String why) {
      return new Entry(
          seq,
          through,
          Draft.gap(
              lane, records, firstMicros, lastMicros, why == null || why.isEmpty() ? "lost" : why));
    }
  }

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement insertBody;
  private final PreparedStatement deleteBody;
  private final PreparedStatement deleteEntry;
  private final PreparedStatement becomeGap;
  private final PreparedStatement selectOne;
  private final PreparedStatement selectBody;

  EntryTable(Connection connection) throws SQLException {
    this.connection = connection;
    insert =
        connection.prepareStatement(
            "INSERT INTO entry(" + COLUMNS + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insertBody = connection.prepareStatement("INSERT INTO body(seq, body) VALUES(?, ?)");
    deleteBody = connection.prepareStatement("DELETE FROM body WHERE seq BETWEEN ? AND ?");
    deleteEntry = connection.prepareStatement("DELETE FROM entry WHERE seq BETWEEN ? AND ?");
    becomeGap =
        connection.prepareStatement(
            "UPDATE entry SET through = ?, lane = ?, kind = 0, records = ?, bytes = 0,"
                + " first_us = ?, last_us = ?, reason = ?, crc = ? WHERE seq = ?");
    selectOne = connection.prepareStatement("SELECT " + COLUMNS + " FROM entry WHERE seq = ?");
    selectBody = connection.prepareStatement("SELECT body FROM body WHERE seq = ?");
  }

  /** The columns of a row, by name. */
  static String columns() {
    return COLUMNS;
  }

  void insert(long seq, long through, Draft draft, long pending) throws SQLException {
    insert(Row.of(seq, through, draft, pending), draft.body());
  }

  /** Writes a row with its body, and a checksum over both. */
  void insert(Row row, byte[] body) throws SQLException {
    insert.setLong(1, row.seq());
    insert.setLong(2, row.through());
    insert.setInt(3, row.lane().ordinal());
    insert.setInt(4, row.kind());
    insert.setInt(5, row.records());
    insert.setLong(6, row.bytes());
    insert.setLong(7, row.firstMicros());
    insert.setLong(8, row.lastMicros());
    insert.setLong(9, row.pending());
    insert.setLong(10, row.deadFor());
    insert.setString(11, row.reason());
    insert.setLong(12, Checksum.of(row, body));
    insert.executeUpdate();
    if (body.length > 0) {
      insertBody.setLong(1, row.seq());
      insertBody.setBytes(2, body);
      insertBody.executeUpdate();
    }
  }

  Row find(long seq) throws SQLException {
    selectOne.setLong(1, seq);
    try (ResultSet row = selectOne.executeQuery()) {
      return row.next() ? Row.read(row) : null;
    }
  }

  byte[] body(long seq) throws SQLException {
    selectBody.setLong(1, seq);
    try (ResultSet row = selectBody.executeQuery()) {
      byte[] body = row.next() ? row.getBytes(1) : null;
      return body == null ? new byte[0] : body;
    }
  }

  /** The newest number there is a row for, or 0. The newest row is never deleted. */
  long newest() throws SQLException {
    return number("SELECT through FROM entry ORDER BY seq DESC LIMIT 1");
  }

  /** Rows in the order of their numbers. */
  List<Row> select(String where, long... arguments) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT " + COLUMNS + " FROM entry WHERE " + where)) {
      for (int i = 0; i < arguments.length; i++) {
        select.setLong(i + 1, arguments[i]);
      }
      List<Row> rows = new ArrayList<>();
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          rows.add(Row.read(found));
        }
      }
      return rows;
    }
  }

  List<Row> between(long first, long last) throws SQLException {
    return select("seq BETWEEN ? AND ? ORDER BY seq", first, last);
  }

  int update(String sql, long... arguments) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement("UPDATE entry SET " + sql)) {
      for (int i = 0; i < arguments.length; i++) {
        update.setLong(i + 1, arguments[i]);
      }
      return update.executeUpdate();
    }
  }

  /** Takes the bodies away and keeps the place, under the first number. */
  void becomeGap(long firstSeq, long lastSeq, long through, Draft gap) throws SQLException {
    deleteBody(firstSeq, through);
    if (lastSeq > firstSeq) {
      deleteEntry.setLong(1, firstSeq + 1);
      deleteEntry.setLong(2, lastSeq);
      deleteEntry.executeUpdate();
    }
    becomeGap.setLong(1, through);
    becomeGap.setInt(2, gap.lane().ordinal());
    becomeGap.setInt(3, gap.records());
    becomeGap.setLong(4, gap.firstTimeMicros());
    becomeGap.setLong(5, gap.lastTimeMicros());
    becomeGap.setString(6, gap.gapReason());
    becomeGap.setLong(7, Checksum.of(Row.of(firstSeq, through, gap, 0), gap.body()));
    becomeGap.setLong(8, firstSeq);
    becomeGap.executeUpdate();
  }

  void deleteBody(long first, long last) throws SQLException {
    deleteBody.setLong(1, first);
    deleteBody.setLong(2, last);
    deleteBody.executeUpdate();
  }

  void delete(long seq) throws SQLException {
    deleteBody(seq, seq);
    deleteEntry.setLong(1, seq);
    deleteEntry.setLong(2, seq);
    deleteEntry.executeUpdate();
  }

  /** The number after this one that has a row, or one more than it. */
  long next(long seq) throws SQLException {
    long next = number("SELECT seq FROM entry WHERE seq > " + seq + " ORDER BY seq LIMIT 1");
    return next == 0 ? seq + 1 : next;
  }

  /** Deletes what nobody waits for, but never the newest row: it keeps the last number. */
  void deleteDone(long first, long last, long newest) throws SQLException {
    for (Row row :
        select("seq BETWEEN ? AND ? AND pending = 0 AND through < ?", first, last, newest)) {
      delete(row.seq());
    }
  }

  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement each :
        List.of(insert, insertBody, deleteBody, deleteEntry, becomeGap, selectOne, selectBody)) {
      each.close();
    }
  }
}
