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
  private final Reader reader;
  private final Room room;
  private final Flash flash;
  private final FlashBudget budget;
  private final Salvage salvage;
  private final Health health;
  private boolean suspect;
  private String mended = "";

  Foundation(
      Settings settings,
      String agentVersion,
      Identity identity,
      Published published,
      Reader reader,
      Room room,
      Flash flash,
      FlashBudget budget,
      Health health) {
    this.settings = settings;
    this.agentVersion = agentVersion;
    this.identity = identity;
    this.published = published;
    this.reader = reader;
    this.room = room;
    this.flash = flash;
    this.budget = budget;
    this.health = health;
    salvage = new Salvage(settings.directory(), identity, agentVersion);
  }

  static void makeFolder(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /** The next opening looks closely. */
  void suspect() {
    suspect = true;
  }

  /** The first time: checks, mends, migrates, and sees to it that no number is given twice. */
  Store open() throws SQLException, IOException {
    flash.attach();
    reader.holdPeeks(); // a connection to the file that is set aside would be in the way
    try {
      reader.reopen();
      mend();
    } finally {
      reader.releasePeeks();
    }
    Store store = build();
    try {
      settleIdentity(store);
      budget.begin(store.state.all().get(StateTable.FLASH));
      return store;
    } catch (SQLException | IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void mend() throws SQLException, IOException {
    salvage.finish();
    String damage = damage();
    if (!damage.isEmpty()) {
      mended = salvage.run(damage, published.links());
      health.remember(mended);
    }
    suspect = false;
  }

  /** Read only: closing a writing connection would move the log into a file that may be broken. */
  private String damage() throws SQLException {
    Path file = SqliteFile.in(settings.directory());
    if (file.toFile().length() == 0) {
      return "";
    }
    try (Connection connection = SqliteFile.openDamaged(file)) {
      String found = SqliteFile.check(connection);
      return found.isEmpty() ? Schema.missing(connection, agentVersion) : found;
    } catch (SQLException e) {
      if (Trouble.of(e) == Trouble.DAMAGED) {
        return e.getMessage();
      }
      throw e;
    }
  }

  private Store build() throws SQLException {
    Connection connection = SqliteFile.openWriter(SqliteFile.in(settings.directory()));
    try {
      Schema.migrate(connection, agentVersion);
      SqliteFile.limitLog(connection, 2 * settings.checkpointBytes());
      return new Store(connection, published, room);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** After a failure: what the log holds is moved into the database first, and flushed. */
  Store reopen() throws SQLException, IOException {
    if (suspect) {
      return open();
    }
    Store store = build();
    try {
      store.checkpoint("TRUNCATE");
      closeTail(store, identity.handedOut());
      return store;
    } catch (SQLException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void settleIdentity(Store store) throws SQLException, IOException {
    UUID epoch = UUID.fromString(store.state.meta("epoch"));
    boolean replaced = identity.epoch() != null && !epoch.equals(identity.epoch());
    if (!epoch.equals(identity.epoch())) {
      identity.renew(epoch, store.newest());
    }
    published.epoch(epoch);
    closeTail(store, identity.mark());
    if (replaced && store.newest() == 0) {
      mended = "the database was gone; what waited in it is lost";
      health.remember(mended);
    }
    if (!mended.isEmpty()) {
      placeholder(store, store.newest() + 1, 0, mended);
      mended = "";
    }
  }

  /**
   * Numbers that were given and are not in the database leave a gap, and none is given once more.
   * After a power cut the last commit is not known for sure; then all that may have been handed out
   * are left out.
   */
  private void closeTail(Store store, long mark) throws SQLException {
    Identity.Progress last = identity.progress();
    if (store.newest() < last.newest()) {
      long records = Math.max(0, last.appended() - store.tally.totals()[0]);
      String lost = "the newest %,d entries are lost".formatted(last.newest() - store.newest());
      health.remember("the database is damaged: " + lost);
      placeholder(store, last.newest(), records, "database damaged: " + lost);
    }
    if (!last.sameBoot() && store.newest() < mark) {
      placeholder(store, mark, 0, "numbers left out after a power cut");
    }
  }

  private static void placeholder(Store store, long through, long records, String reason)
      throws SQLException {
    store.begin(true);
    store.skipTo(through, records, reason, System.currentTimeMillis() * 1000);
    store.prepare(false);
    store.commit();
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
