package io.weir.outbox.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Opens the store: for the first time, and again after a failure. Writer thread. */
final class Foundation {
  private final Settings settings;
  private final String agentVersion;
  private final Identity identity;
  private final Published published;
  private final Flash flash;

  Foundation(
      Settings settings, String agentVersion, Identity identity, Published published, Flash flash) {
    this.settings = settings;
    this.agentVersion = agentVersion;
    this.identity = identity;
    this.published = published;
    this.flash = flash;
  }

  static void makeFolder(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /** The first time: checks, migrates, and sees to it that no number is given twice. */
  Store open() throws SQLException, IOException {
    flash.attach();
    Store store = build(SqliteFile.openWriter(settings.directory()));
    try {
      settleIdentity(store);
      return store;
    } catch (SQLException | IOException e) {
      store.close();
      throw e;
    }
  }

  private Store build(Connection connection) throws SQLException {
    try {
      String damage = SqliteFile.check(connection);
      if (!damage.isEmpty()) {
        throw new SQLException("the database is damaged: " + damage);
      }
      Schema.migrate(connection, agentVersion);
      return new Store(connection, published);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** After a failure: what the log holds is moved into the database first, and flushed. */
  Store reopen() throws SQLException, IOException {
    Connection connection = SqliteFile.openWriter(settings.directory());
    Store store;
    try {
      store = new Store(connection, published);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
    try {
      store.checkpoint("TRUNCATE");
      skip(store, identity.handedOut());
      return store;
    } catch (SQLException e) {
      store.close();
      throw e;
    }
  }

  private void settleIdentity(Store store) throws SQLException, IOException {
    UUID epoch = UUID.fromString(store.state.meta("epoch"));
    if (!epoch.equals(identity.epoch())) {
      identity.renew(epoch, store.newest());
    }
    published.epoch(epoch);
    skip(store, identity.mark());
  }

  /** Numbers that were handed out and are not in the database must not be given once more. */
  private void skip(Store store, long handedOut) throws SQLException {
    if (store.newest() < handedOut) {
      store.begin(true);
      store.skipTo(
          handedOut, "numbers left out after an unclean stop", System.currentTimeMillis() * 1000);
      store.commit();
    }
  }

  /** A clean end: nothing is left in the log, and no number has to be skipped next time. */
  void close(Store store) {
    try {
      store.checkpoint("TRUNCATE");
      identity.settle();
    } catch (SQLException | IOException e) {
      Quietly.report(e, "the outbox could not be tidied at its end");
    } finally {
      Quietly.close(store, "writing connection");
    }
  }
}
