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
      if (Schema.missing(connection, agentVersion).isEmpty()) {
        Schema.refuseNewer(connection); // before anything is touched
      }
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
      return new Store(connection, published, room, noted(connection));
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private Account noted(Connection connection) throws SQLException {
    String epoch = new StateTable(connection).meta("epoch");
    boolean same = epoch != null && identity.epoch() != null;
    return same && epoch.equals(identity.epoch().toString())
        ? identity.progress().account()
        : Account.NONE;
  }

  /** After a failure: what the log holds is moved into the database first, and flushed. */
  Store reopen() throws SQLException, IOException {
    if (suspect) {
      return open();
    }
    Store store = build();
    try {
      store.pages.checkpoint("TRUNCATE");
      long missing = missing(store);
      closeTail(store, identity.handedOut());
      tellMissing(store, missing, "");
      return store;
    } catch (SQLException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void settleIdentity(Store store) throws SQLException, IOException {
    UUID epoch = UUID.fromString(store.state.meta("epoch"));
    boolean replaced = identity.epoch() != null && !epoch.equals(identity.epoch());
    long owedBefore = identity.progress().account().owed();
    if (!epoch.equals(identity.epoch())) {
      identity.renew(epoch, store.queue.newest());
    }
    published.epoch(epoch);
    long missing = missing(store);
    closeTail(store, identity.mark());
    tellMissing(store, missing, mended);
    mended = "";
    if (replaced && store.queue.newest() == 0) {
      String gone = "the database was gone; what waited in it is lost";
      health.remember(gone);
      placeholder(store, 1, owedBefore, true, Gaps.DAMAGED + gone);
    }
  }

  /** Records that were appended, that no link has, and that no entry or gap stands for. */
  private static long missing(Store store) {
    long missing = store.tally.owed() - store.waitingWhenOpened();
    if (missing < 0) {
      store.tally.settled(missing); // more is there than was counted: the rows are right
    }
    return Math.max(0, missing);
  }

  /** Under a new number: in the place of what is lost the cloud would set off what it has there. */
  private void tellMissing(Store store, long missing, String why) throws SQLException {
    if (missing > 0 || !why.isEmpty()) {
      String reason = why.isEmpty() ? "%,d records are missing".formatted(missing) : why;
      health.remember(reason);
      long next = store.queue.newest() + 1;
      placeholder(store, next, missing, false, Gaps.DAMAGED + reason);
    }
  }

  /**
   * Numbers that were given and are not in the database leave a gap, and none is given once more.
   * After a power cut the last commit is not known for sure; then all that may have been handed out
   * are left out.
   */
  private void closeTail(Store store, long mark) throws SQLException {
    Identity.Progress last = identity.progress();
    if (store.queue.newest() < last.newest()) {
      long records = Math.max(0, last.account().placed() - store.tally.account().placed());
      String lost =
          "the newest %,d entries are lost".formatted(last.newest() - store.queue.newest());
      health.remember("the database is damaged: " + lost);
      placeholder(store, last.newest(), records, true, Gaps.DAMAGED + lost);
    }
    if (!last.sameBoot() && store.queue.newest() < mark) {
      placeholder(store, mark, 0, true, "power-cut: numbers left out");
    }
  }

  /**
   * @param newRecords whether the database has not counted them yet
   */
  private static void placeholder(
      Store store, long through, long records, boolean newRecords, String reason)
      throws SQLException {
    store.begin(true);
    store.queue.skipTo(through, records, reason, System.currentTimeMillis() * 1000);
    if (newRecords) {
      store.tally.placed(records);
      store.tally.appended(records);
    }
    store.prepare(false);
    store.commit();
  }

  /** A clean end: nothing is left in the log, and no number has to be skipped next time. */
  void close(Store store) {
    try {
      store.pages.checkpoint("TRUNCATE");
      identity.settle();
    } catch (SQLException | IOException e) {
      Quietly.report(e, "the outbox could not be tidied at its end");
    } finally {
      Quietly.close(store, "writing connection");
    }
  }
}
