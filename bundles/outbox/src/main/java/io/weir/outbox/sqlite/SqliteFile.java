package io.weir.outbox.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** Opens connections to the database file with the settings that durability rests on. */
final class SqliteFile {
  static final String NAME = "outbox.db";

  /**
   * Of a new database. A commit rewrites four or five pages whatever their size: these write 23
   * bytes a record, pages of 4,096 write 72, at 250 records a commit (OutboxBench). A body has more
   * overflow pages then, into which SQLite does not look; its {@link Checksum} does.
   */
  static final int PAGE_BYTES = 1024;

  private SqliteFile() {}

  static Path in(Path directory) {
    return directory.resolve(NAME);
  }

  static Path log(Path directory) {
    return directory.resolve(NAME + "-wal");
  }

  /** The writer's connection: write-ahead log, each commit flushed. */
  static Connection openWriter(Path file) throws SQLException {
    Connection connection = open(file, new Properties());
    try (Statement statement = connection.createStatement()) {
      // before the first table, or they have no effect
      statement.execute("PRAGMA page_size = " + PAGE_BYTES);
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA wal_autocheckpoint = 0"); // the writer thread does it, and sees
      statement.execute("PRAGMA temp_store = MEMORY");
      statement.execute("PRAGMA cache_size = -1024"); // 1 MiB
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A log that has grown larger than this is cut when it is begun anew. */
  static void limitLog(Connection connection, long bytes) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_size_limit = " + bytes);
    }
  }

  static Connection openReader(Path directory) throws SQLException {
    Connection connection = open(in(directory), new Properties());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
      statement.execute("PRAGMA cache_size = -512");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Reads a file that is not to be trusted, and leaves it as it is. */
  static Connection openDamaged(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return open(file, config.toProperties());
  }

  /** JDBC's DriverManager does not see into a bundle, so the driver is called by name. */
  private static Connection open(Path file, Properties properties) throws SQLException {
    properties.setProperty("busy_timeout", "5000");
    return JDBC.createConnection("jdbc:sqlite:" + file, properties);
  }

  /**
   * What is wrong with the database, or "" when nothing is. The full check, for only the small
   * entries are in the index: the bodies, nearly all of the file, cost the same as in a quick one,
   * which would not see a changed bit in an entry.
   */
  static String check(Connection connection) throws SQLException {
    String check = "PRAGMA integrity_check(1)";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(check)) {
      String found = rows.next() ? rows.getString(1) : "no answer";
      return found.equals("ok") ? "" : found;
    }
  }

  /**
   * Where the driver puts its native library. It is left behind when the process is killed, so the
   * folder is emptied first.
   */
  static void unpackDriverIn(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var files = Files.newDirectoryStream(folder, "sqlite-*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    System.setProperty("org.sqlite.tmpdir", folder.toString());
  }
}
