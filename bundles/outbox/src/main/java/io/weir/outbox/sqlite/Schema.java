package io.weir.outbox.sqlite;

import io.weir.outbox.OutboxException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The tables, and how a database of an older version becomes one of this version. */
final class Schema {

  /**
   * Step n leads from {@code user_version} n to n + 1. Steps are only ever added.
   *
   * <p>Bodies have a table of their own: entries are then small, a hundred to a page, and an
   * acknowledgement rewrites one page for a hundred of them.
   */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
              "CREATE TABLE state(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT"
                  + " ROWID",
              "CREATE TABLE link(name TEXT PRIMARY KEY, bit INTEGER NOT NULL UNIQUE) STRICT,"
                  + " WITHOUT ROWID",
              "CREATE TABLE entry(seq INTEGER PRIMARY KEY, through INTEGER NOT NULL,"
                  + " lane INTEGER NOT NULL, kind INTEGER NOT NULL, records INTEGER NOT NULL,"
                  + " bytes INTEGER NOT NULL, first_us INTEGER NOT NULL, last_us INTEGER NOT NULL,"
                  + " pending INTEGER NOT NULL, dead_for INTEGER NOT NULL, reason TEXT NOT NULL)"
                  + " STRICT",
              "CREATE INDEX waiting ON entry(lane, seq) WHERE pending <> 0",
              "CREATE TABLE body(seq INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT",
              "CREATE TABLE dead(seq INTEGER NOT NULL, link TEXT NOT NULL, lane INTEGER NOT NULL,"
                  + " kind INTEGER NOT NULL, records INTEGER NOT NULL, first_us INTEGER NOT NULL,"
                  + " last_us INTEGER NOT NULL, body BLOB NOT NULL, reason TEXT NOT NULL,"
                  + " at_ms INTEGER NOT NULL, PRIMARY KEY(seq, link)) STRICT",
              "CREATE TABLE command(id TEXT PRIMARY KEY, request BLOB NOT NULL, response BLOB,"
                  + " taken_ms INTEGER NOT NULL, answered_ms INTEGER) STRICT"),
          // see Checksum; null in what was written before. Such rows are read as they are
          List.of(
              "ALTER TABLE entry ADD COLUMN crc INTEGER",
              "ALTER TABLE state ADD COLUMN crc INTEGER"));

  static final int VERSION = STEPS.size();

  private static final List<String> NAMES =
      List.of("meta", "state", "link", "entry", "waiting", "body", "dead", "command");

  private Schema() {}

  /** Brings the database to {@link #VERSION}, each step in a transaction of its own. */
  static void migrate(Connection connection, String agentVersion) throws SQLException {
    refuseNewer(connection);
    int found = version(connection);
    for (int step = found; step < VERSION; step++) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        for (String sql : STEPS.get(step)) {
          statement.execute(sql);
        }
        if (step == 0) {
          statement.execute("INSERT INTO meta VALUES('epoch', '" + UUID.randomUUID() + "')");
        }
        statement.execute("PRAGMA user_version = " + (step + 1));
        statement.execute("COMMIT");
      }
    }
    if (!agentVersion.equals(agentThatMade(connection))) {
      noteAgent(connection, agentVersion);
    }
  }

  /**
   * Refuses what a newer agent has made.
   *
   * @throws Newer saying which agent is needed
   */
  static void refuseNewer(Connection connection) throws SQLException {
    int found = version(connection);
    if (found > VERSION) {
      throw new Newer(found, agentThatMade(connection));
    }
  }

  private static void noteAgent(Connection connection, String agentVersion) throws SQLException {
    try (var insert =
        connection.prepareStatement("INSERT OR REPLACE INTO meta VALUES('agent', ?)")) {
      insert.setString(1, agentVersion);
      insert.executeUpdate();
    }
  }

  /** What speaks against the database though its pages are in order, or "". */
  static String missing(Connection connection, String agentVersion) throws SQLException {
    int version = version(connection);
    List<String> names = names(connection);
    if (version == 0) {
      return names.isEmpty() ? "" : "its version is gone";
    }
    if (version < 0 || (version > VERSION && agentVersion.equals(agentThatMade(connection)))) {
      return "its version cannot be " + version;
    }
    if (version != VERSION) {
      return "";
    }
    if (!names.containsAll(NAMES)) {
      return "expected the tables %s, found %s".formatted(NAMES, names);
    }
    return epochMissing(connection);
  }

  private static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT name FROM sqlite_schema")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  private static String epochMissing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE name = 'epoch'")) {
      UUID.fromString(row.next() ? row.getString(1) : "none");
      return "";
    } catch (IllegalArgumentException e) {
      return "the epoch is not a UUID: " + e.getMessage();
    }
  }

  /**
   * The name of the column of checksums, or NULL where the table was made before there were any.
   */
  static String checksumColumn(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT crc FROM " + table + " LIMIT 0")) {
      return row.getMetaData().getColumnName(1);
    } catch (SQLException e) {
      if (Trouble.of(e) == Trouble.DAMAGED) {
        throw e;
      }
      return "NULL";
    }
  }

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static String agentThatMade(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE name = 'agent'")) {
      return row.next() ? row.getString(1) : "of an unknown version";
    }
  }

  /** The database was made by a newer agent; it is left as it is. */
  static final class Newer extends OutboxException {
    private static final long serialVersionUID = 1;

    Newer(int found, String agent) {
      super(
          "the outbox's database has schema %d, this agent knows schemas up to %d: needs Weir %s or"
                  .formatted(found, VERSION, agent)
              + " newer");
    }
  }
}
