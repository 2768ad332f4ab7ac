package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxException;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upgrade and a downgrade over a full queue. */
@Tag("slow")
class SchemaTest {
  private static final int QUEUED = Boolean.getBoolean("weir.soak") ? 100_000 : 10_000;
  private static final int RECORDS = 7;
  private static final String CLOUD = "cloud";

  /** Schema 1 as it was shipped. It never changes. */
  private static final List<String> FIRST =
      List.of(
          "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
          "CREATE TABLE state(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
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
              + " taken_ms INTEGER NOT NULL, answered_ms INTEGER) STRICT",
          "INSERT INTO meta VALUES('epoch', '7d0c3f7e-2a5d-4f0a-9b0e-1f6f3f0a2b3c')",
          "INSERT INTO meta VALUES('agent', '0.1.0')",
          "INSERT INTO link VALUES('cloud', 0)",
          "PRAGMA user_version = 1");

  @TempDir Path folder;

  /** As an agent of schema 1 leaves it, with the page size of that time. */
  private void makeFirst() throws SQLException {
    try (Connection connection = SqliteFile.openWriter(SqliteFile.in(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      for (String sql : FIRST) {
        statement.execute(sql);
      }
      try (PreparedStatement entry =
              connection.prepareStatement(
                  "INSERT INTO entry VALUES(?1, ?1, 2, 1, ?2, 8, ?1, ?1, 1, 0, '')");
          PreparedStatement body = connection.prepareStatement("INSERT INTO body VALUES(?, ?)")) {
        for (long seq = 1; seq <= QUEUED; seq++) {
          entry.setLong(1, seq);
          entry.setInt(2, RECORDS);
          entry.executeUpdate();
          body.setLong(1, seq);
          body.setBytes(2, bytes(seq));
          body.executeUpdate();
        }
      }
      try (PreparedStatement counters =
          connection.prepareStatement("INSERT INTO state VALUES('counters', ?)")) {
        long appended = (long) QUEUED * RECORDS;
        counters.setBytes(1, ByteBuffer.allocate(24).putLong(appended).array());
        counters.executeUpdate();
      }
      statement.execute("COMMIT");
    }
  }

  private static byte[] bytes(long seq) {
    return ByteBuffer.allocate(Long.BYTES).putLong(seq).array();
  }

  private SqliteOutbox open(String version) throws IOException {
    SqliteOutbox outbox =
        SqliteOutbox.open(
            Settings.of(folder, 256 << 20, Policy.DROP_OLDEST).withDisk(0, 0), version);
    return outbox;
  }

  @Test
  void anUpgradeDrainsAllThatTheOlderAgentLeft() throws Exception {
    makeFirst();
    try (SqliteOutbox outbox = open("0.2.0")) {
      outbox.links(Set.of(CLOUD));
      assertThat(outbox.epoch()).isEqualTo(UUID.fromString("7d0c3f7e-2a5d-4f0a-9b0e-1f6f3f0a2b3c"));
      assertThat(outbox.stats().waitingRecords()).isEqualTo((long) QUEUED * RECORDS);
      Draft fresh = Draft.of(Lane.DATA, 1, bytes(QUEUED + 1), RECORDS, 1, 1);
      assertThat(outbox.append(Batch.of(fresh))).containsExactly(QUEUED + 1L);
      long next = 1;
      List<Entry> some = peek(outbox);
      while (!some.isEmpty()) {
        for (Entry entry : some) {
          assertThat(entry.seq()).isEqualTo(next);
          assertThat(entry.draft().body()).isEqualTo(bytes(next));
          assertThat(entry.draft().records()).isEqualTo(RECORDS);
          next++;
        }
        outbox.acknowledge(CLOUD, List.of(new SeqRange(some.get(0).seq(), next - 1)));
        some = peek(outbox);
      }
      assertThat(next).as("the next one would be").isEqualTo(QUEUED + 2L);
      assertThat(outbox.stats().health()).isEmpty();
    }
    try (SqliteOutbox outbox = open("0.2.0")) {
      outbox.links(Set.of(CLOUD));
      assertThat(peek(outbox)).as("nothing is missing, so nothing is told").isEmpty();
    }
  }

  private static List<Entry> peek(SqliteOutbox outbox) {
    return outbox.peek(new Peek(CLOUD, Lane.DATA, false, Set.of(), 1_000, 1 << 20));
  }

  @Test
  void anOlderAgentLeavesANewerDatabaseAlone() throws Exception {
    makeFirst();
    try (SqliteOutbox outbox = open("9.0.0")) {
      outbox.links(Set.of(CLOUD));
    }
    try (Connection connection = SqliteFile.openWriter(SqliteFile.in(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE entry ADD COLUMN something_of_tomorrow TEXT");
      statement.execute("PRAGMA user_version = " + (Schema.VERSION + 1));
    }
    byte[] before = Files.readAllBytes(SqliteFile.in(folder));
    try (SqliteOutbox outbox = open("0.2.0")) {
      assertThatThrownBy(() -> outbox.links(Set.of(CLOUD)))
          .isInstanceOf(OutboxException.class)
          .hasMessageContaining("has schema " + (Schema.VERSION + 1))
          .hasMessageContaining("up to " + Schema.VERSION)
          .hasMessageContaining("needs Weir 9.0.0 or newer");
      assertThat(outbox.stats().health()).contains("needs Weir 9.0.0 or newer");
    }
    assertThat(Files.readAllBytes(SqliteFile.in(folder))).isEqualTo(before);
  }
}
