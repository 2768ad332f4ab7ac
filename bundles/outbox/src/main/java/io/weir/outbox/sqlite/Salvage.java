package io.weir.outbox.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Copies what can be read of a damaged database to a new one and sets the damaged files aside; they
 * are never deleted. Can be interrupted at any point: the copy gets its name only when it is
 * complete, and a complete one is put in place at the next start.
 *
 * <p>The epoch stays, and with it the numbers: no entry comes to the cloud twice, and {@link
 * Identity} sees to it that no number is given twice. Only without a readable identity a new epoch
 * begins.
 */
final class Salvage {
  private static final String GROWING = "salvage.tmp";
  private static final String COMPLETE = "salvaged.db";
  private static final List<String> PARTS = List.of("-wal", "-shm", "");

  private final Path directory;
  private final Identity identity;
  private final String agentVersion;

  Salvage(Path directory, Identity identity, String agentVersion) {
    this.directory = directory;
    this.identity = identity;
    this.agentVersion = agentVersion;
  }

  /** Returns what happened, as a sentence for the operator. */
  String run(String damage, Links known) throws SQLException, IOException {
    for (String part : PARTS) {
      Files.deleteIfExists(directory.resolve(GROWING + part));
    }
    SalvagedRows rows = copy(known);
    Files.move(directory.resolve(GROWING), directory.resolve(COMPLETE));
    Path aside = finish();
    return "the database was damaged (%s): %,d entries saved, %,d numbers unreadable; see %s"
        .formatted(damage.lines().findFirst().orElse(""), rows.saved(), rows.lost(), aside);
  }

  /** Puts a complete copy in place. */
  Path finish() throws IOException {
    Path complete = directory.resolve(COMPLETE);
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
    Path aside = directory.resolve("damaged-" + now);
    if (Files.exists(complete)) {
      for (String part : PARTS) {
        Path file = directory.resolve(SqliteFile.NAME + part);
        if (Files.exists(file)) {
          Files.createDirectories(aside);
          Files.move(file, aside.resolve(file.getFileName()));
        }
      }
      Files.move(complete, SqliteFile.in(directory));
    }
    return aside;
  }

  private SalvagedRows copy(Links known) throws SQLException {
    Path growing = directory.resolve(GROWING);
    try (Connection to = SqliteFile.openWriter(growing);
        Statement statement = to.createStatement()) {
      Schema.migrate(to, agentVersion);
      statement.execute("BEGIN");
      SalvagedRows rows = new SalvagedRows(to, identity.epoch() == null);
      try (Connection from = SqliteFile.openDamaged(SqliteFile.in(directory))) {
        rows.copy(from, known, identity.mark());
      } catch (SQLException e) {
        rows.giveUp(e);
      }
      UUID epoch = identity.epoch() == null ? UUID.randomUUID() : identity.epoch();
      rows.setEpoch(epoch);
      statement.execute("COMMIT");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return rows;
    }
  }
}
