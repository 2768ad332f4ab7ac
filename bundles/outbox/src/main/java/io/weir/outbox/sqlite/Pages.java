package io.weir.outbox.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The database's file by its pages, and its log. Writer thread. */
final class Pages {
  private final Statement statement;
  private final PreparedStatement count;
  private final PreparedStatement free;
  private final long bytes;

  Pages(Connection connection) throws SQLException {
    statement = connection.createStatement();
    count = connection.prepareStatement("PRAGMA page_count");
    free = connection.prepareStatement("PRAGMA freelist_count");
    try (PreparedStatement size = connection.prepareStatement("PRAGMA page_size")) {
      bytes = number(size);
    }
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Bytes of one. An older database may have larger ones than a new one gets. */
  long bytes() {
    return bytes;
  }

  long count() throws SQLException {
    return number(count);
  }

  long free() throws SQLException {
    return number(free);
  }

  /** Gives unused pages at the end of the file back to the file system. */
  void shrink(long pages) throws SQLException {
    // as an update it runs to its end; as a query it would free one page
    statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
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
}
