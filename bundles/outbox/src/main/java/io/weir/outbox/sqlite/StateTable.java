package io.weir.outbox.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables {@code state} (small named values that change with every commit, together on one
 * page), {@code meta} and {@code link}.
 */
final class StateTable implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateTable.class);
  static final String COVERED = "covered";
  static final String COUNTERS = "counters";
  static final String FLASH = "flash";

  /** Transactions that gave no number. */
  static final String SILENT = "silent";

  static final String MARK = "mark.";

  private final Connection connection;
  private final PreparedStatement put;

  StateTable(Connection connection) throws SQLException {
    this.connection = connection;
    put =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO state(name, value, crc) VALUES(?, ?, ?)");
  }

  void put(String name, byte[] value) throws SQLException {
    put.setString(1, name);
    put.setBytes(2, value);
    put.setLong(3, crc(value));
    put.executeUpdate();
  }

  Map<String, byte[]> all() throws SQLException {
    Map<String, byte[]> all = new TreeMap<>();
    read(connection, "crc", all);
    return all;
  }

  /**
   * Reads values as far as they can be read. One that is not what was written is left out: a mark
   * with a changed bit could pass something off as recorded before.
   *
   * @param checksum the name of the column, or NULL
   */
  static void read(Connection from, String checksum, Map<String, byte[]> into) throws SQLException {
    try (PreparedStatement select =
            from.prepareStatement("SELECT name, value, " + checksum + " FROM state");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(1);
        byte[] value = rows.getBytes(2);
        long expected = rows.getLong(3);
        if (name != null && value != null && (rows.wasNull() || expected == crc(value))) {
          into.put(name, value);
        } else {
          LOG.atWarn().addKeyValue("name", name).log("a value is damaged and is left out");
        }
      }
    }
  }

  private static long crc(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return crc.getValue();
  }

  String meta(String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  void putMeta(String name, String value) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO meta(name, value) VALUES(?, ?)")) {
      insert.setString(1, name);
      insert.setString(2, value);
      insert.executeUpdate();
    }
  }

  /** The links by name, each with the position of its bit, 0 to 61. */
  Map<String, Integer> links() throws SQLException {
    Map<String, Integer> links = new TreeMap<>();
    try (PreparedStatement select = connection.prepareStatement("SELECT name, bit FROM link");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        links.put(rows.getString(1), rows.getInt(2));
      }
    }
    return links;
  }

  void replaceLinks(Map<String, Integer> links) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement("DELETE FROM link");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO link(name, bit) VALUES(?, ?)")) {
      delete.executeUpdate();
      for (Map.Entry<String, Integer> link : links.entrySet()) {
        insert.setString(1, link.getKey());
        insert.setInt(2, link.getValue());
        insert.executeUpdate();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    put.close();
  }
}
