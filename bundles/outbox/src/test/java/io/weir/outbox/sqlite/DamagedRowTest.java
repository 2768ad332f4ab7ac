package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.History.Past;
import io.weir.outbox.Lane;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit that changed where SQLite does not look: in a body, or in what a row says. */
class DamagedRowTest {
  private static final String CLOUD = "cloud";

  @TempDir Path folder;
  private SqliteOutbox outbox;

  @BeforeEach
  void fill() throws IOException {
    outbox = open(Policy.DROP_OLDEST);
    outbox.links(Set.of(CLOUD));
    for (int i = 1; i <= 5; i++) {
      outbox.append(Batch.of(Draft.of(Lane.DATA, 1, new byte[] {(byte) i, 2, 3}, 10 * i, i, i)));
    }
  }

  @AfterEach
  void stop() throws IOException {
    outbox.close();
  }

  private SqliteOutbox open(Policy policy) throws IOException {
    return SqliteOutbox.open(Settings.of(folder, 64 << 20, policy).withDisk(0, 0), "0.1.0");
  }

  /** As damage would: through another program, with all pages in order. */
  private void change(String sql) throws SQLException {
    try (Connection connection = SqliteFile.openWriter(SqliteFile.in(folder));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  private List<Entry> waiting() {
    return outbox.peek(new Peek(CLOUD, Lane.DATA, false, Set.of(), 100, 1 << 20));
  }

  private static List<Integer> records(List<Entry> entries) {
    return entries.stream().map(entry -> entry.draft().records()).toList();
  }

  @Test
  void aChangedBodyBecomesAGapOfAsManyRecords() throws Exception {
    change("UPDATE body SET body = x'030203' WHERE seq = 4");
    List<Entry> waiting = waiting();
    assertThat(records(waiting)).containsExactly(10, 20, 30, 40, 50);
    assertThat(waiting.get(3).draft().gapReason()).startsWith("damaged: ");
    assertThat(waiting.get(3).draft().body()).isEmpty();
    assertThat(outbox.stats().dead()).as("its bytes are kept").isEqualTo(1);
    assertThat(outbox.stats().health()).contains("damaged");
    assertThat(outbox.stats().waitingRecords()).isEqualTo(110);
  }

  @Test
  void aChangedCountIsReckonedFromAllOthers() throws Exception {
    change("UPDATE entry SET records = 7777 WHERE seq = 4");
    List<Entry> waiting = waiting();
    assertThat(records(waiting)).containsExactly(10, 20, 30, 40, 50);
    assertThat(waiting.get(3).draft().gapReason()).startsWith("damaged: ");
  }

  @Test
  void aRowThatWouldTakeItsNeighboursAlongIsHeldInItsPlace() throws Exception {
    change("UPDATE entry SET through = 1000 WHERE seq = 2");
    assertThat(waiting().get(1).through()).isEqualTo(2);
    outbox.acknowledge(CLOUD, List.of(new SeqRange(2, 2)));
    assertThat(records(waiting())).containsExactly(10, 30, 40, 50);
  }

  @Test
  void whatNobodyCanSeeAnyMoreIsToldAtTheNextStart() throws Exception {
    change("UPDATE entry SET pending = 0 WHERE seq = 3");
    outbox.close();
    outbox = open(Policy.DROP_OLDEST);
    List<Entry> waiting = waiting();
    assertThat(records(waiting)).containsExactly(10, 20, 40, 50, 30);
    assertThat(waiting.get(4).draft().gapReason()).startsWith("damaged: 30 records are missing");
  }

  @Test
  void damagedHistoryIsForgotten() throws Exception {
    outbox.acknowledge(CLOUD, List.of(new SeqRange(1, 2)));
    outbox.append(Batch.of(Draft.of(Lane.DATA, 1, new byte[] {6}, 60, 6, 6)));
    change("UPDATE body SET body = x'000000' WHERE seq = 2");
    List<Entry> past = outbox.past(new Past(Lane.DATA, 0, 100, 0, 100, 1 << 20));
    assertThat(past).extracting(Entry::seq).containsExactly(1L, 3L, 4L, 5L, 6L);
    assertThat(records(waiting())).containsExactly(30, 40, 50, 60);
  }

  @Test
  void aMarkThatChangedCountsAsNone() throws Exception {
    outbox.append(new Batch(List.of(), null, java.util.Map.of("m", new byte[] {1, 2})));
    outbox.close();
    change("UPDATE state SET value = x'0103' WHERE name = 'mark.m'");
    outbox = open(Policy.DROP_OLDEST);
    assertThat(outbox.mark("m")).isNull();
  }

  @Test
  void entriesOfAnOlderSchemaAreReadAsTheyAre() throws Exception {
    outbox.close();
    try (Connection connection = SqliteFile.openWriter(SqliteFile.in(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE entry DROP COLUMN crc");
      statement.execute("ALTER TABLE state DROP COLUMN crc");
      statement.execute("PRAGMA user_version = 1");
      statement.execute("UPDATE state SET value = substr(value, 1, 24) WHERE name = 'counters'");
    }
    outbox = open(Policy.DROP_OLDEST);
    assertThat(records(waiting())).containsExactly(10, 20, 30, 40, 50);
    assertThat(outbox.stats().appended()).isEqualTo(150);
    assertThat(outbox.stats().health()).isEmpty();
    outbox.append(Batch.of(Draft.of(Lane.DATA, 1, new byte[] {6}, 60, 6, 6)));
    outbox.acknowledge(CLOUD, List.of(new SeqRange(1, 6)));
    outbox.append(Batch.of(Draft.of(Lane.DATA, 1, new byte[] {7}, 70, 7, 7)));
    outbox.close();
    outbox = open(Policy.DROP_OLDEST);
    assertThat(records(waiting())).containsExactly(70);
  }

  @Test
  void aDamagedDatabaseOfAnOlderSchemaIsSalvaged() throws Exception {
    outbox.close();
    try (Connection connection = SqliteFile.openWriter(SqliteFile.in(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE entry DROP COLUMN crc");
      statement.execute("ALTER TABLE state DROP COLUMN crc");
      statement.execute("DROP TABLE dead");
      statement.execute("PRAGMA user_version = 0"); // "its version is gone"
    }
    outbox = open(Policy.DROP_OLDEST);
    List<Entry> waiting = waiting();
    assertThat(records(waiting.subList(0, 5))).containsExactly(10, 20, 30, 40, 50);
    assertThat(outbox.stats().health()).contains("5 entries saved");
  }
}
