package io.weir.outbox.sqlite;

import io.weir.outbox.CommandJournal.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code command}. */
final class CommandTable {
  private final Connection connection;

  CommandTable(Connection connection) {
    this.connection = connection;
  }

  Optional<Known> find(String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id, request, response FROM command WHERE id = ?")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  void insert(String id, byte[] request, long nowMs) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO command(id, request, taken_ms) VALUES(?, ?, ?)")) {
      insert.setString(1, id);
      insert.setBytes(2, request);
      insert.setLong(3, nowMs);
      insert.executeUpdate();
    }
  }

  /** Whether it has no answer yet. */
  boolean waits(String id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM command WHERE id = ? AND answered_ms IS NULL")) {
      select.setString(1, id);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The first answer counts. */
  void answer(String id, byte[] response, long nowMs) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE command SET response = ?, answered_ms = ?"
                + " WHERE id = ? AND answered_ms IS NULL")) {
      update.setBytes(1, response);
      update.setLong(2, nowMs);
      update.setString(3, id);
      update.executeUpdate();
    }
  }

  List<Known> unanswered() throws SQLException {
    List<Known> list = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT id, request, response FROM command WHERE answered_ms IS NULL"
                    + " ORDER BY taken_ms, id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        list.add(read(rows));
      }
    }
    return list;
  }

  /** Forgets what was answered before this time. */
  void forget(long answeredBeforeMs) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM command WHERE answered_ms < ?")) {
      delete.setLong(1, answeredBeforeMs);
      delete.executeUpdate();
    }
  }

  private static Known read(ResultSet row) throws SQLException {
    return new Known(row.getString(1), row.getBytes(2), row.getBytes(3));
  }
}
