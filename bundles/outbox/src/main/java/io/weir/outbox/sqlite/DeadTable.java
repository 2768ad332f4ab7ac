package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The table {@code dead}: what a cloud refused for good. The newest are kept. */
final class DeadTable {
  /** Enough to see what is wrong; a body has at most 1 MiB and usually 64 KiB. */
  private static final int MOST = 64;

  private final Connection connection;

  DeadTable(Connection connection) {
    this.connection = connection;
  }

  void insert(long seq, String link, Draft draft, String reason, long nowMs) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO dead(seq, link, lane, kind, records, first_us, last_us, body,"
                + " reason, at_ms) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, seq);
      insert.setString(2, link);
      insert.setInt(3, draft.lane().ordinal());
      insert.setInt(4, draft.kind());
      insert.setInt(5, draft.records());
      insert.setLong(6, draft.firstTimeMicros());
      insert.setLong(7, draft.lastTimeMicros());
      insert.setBytes(8, draft.body());
      insert.setString(9, reason);
      insert.setLong(10, nowMs);
      insert.executeUpdate();
    }
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM dead WHERE rowid NOT IN"
                + " (SELECT rowid FROM dead ORDER BY at_ms DESC, seq DESC LIMIT ?)")) {
      delete.setInt(1, MOST);
      delete.executeUpdate();
    }
  }

  long count() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM dead")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Why this link refused this entry. */
  String reason(long seq, String link) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT reason FROM dead WHERE seq = ? AND link = ?")) {
      select.setLong(1, seq);
      select.setString(2, link);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "refused by the cloud";
      }
    }
  }
}
