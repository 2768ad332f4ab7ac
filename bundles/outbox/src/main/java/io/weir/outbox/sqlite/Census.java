package io.weir.outbox.sqlite;

import io.weir.outbox.Lane;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Counts what waits by asking the database: at the start, and when the links change. */
final class Census {
  private final Connection connection;
  private final Tally tally;

  Census(Connection connection, Tally tally) {
    this.connection = connection;
    this.tally = tally;
  }

  void take(byte[] counters, Account noted, long dead) throws SQLException {
    tally.begin(counters, waitingRecords(), noted);
    tally.dead(dead);
    countWaiting();
  }

  void takeWaiting() throws SQLException {
    for (Lane lane : Lane.values()) {
      tally.clear(lane);
    }
    countWaiting();
  }

  /** The records of all entries and gaps that wait. */
  long waitingRecords() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT total(records) FROM entry WHERE pending <> 0")) {
      return row.next() ? (long) row.getDouble(1) : 0;
    }
  }

  private void countWaiting() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT lane, count(*), sum(iif(bytes > 0, records, 0)), sum(bytes) FROM entry WHERE pending <> 0"
                    + " GROUP BY lane")) {
      while (rows.next()) {
        tally.waits(
            Lane.values()[rows.getInt(1)], rows.getLong(2), rows.getLong(3), rows.getLong(4));
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT lane, first_us FROM entry WHERE seq IN"
                    + " (SELECT min(seq) FROM entry WHERE pending <> 0 GROUP BY lane)")) {
      while (rows.next()) {
        tally.oldest(Lane.values()[rows.getInt(1)], rows.getLong(2));
      }
    }
  }
}
