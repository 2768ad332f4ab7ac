package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.outbox.Batch;
import io.weir.outbox.Batch.Covered;
import io.weir.outbox.CommandJournal;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxContract;
import io.weir.outbox.OutboxException;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxContract {
  private static final long LIMIT = 64 << 20;

  @TempDir Path folder;
  private SqliteOutbox outbox;

  @Override
  protected void start() throws IOException {
    outbox = open(folder);
  }

  private static SqliteOutbox open(Path directory) throws IOException {
    return SqliteOutbox.open(
        Settings.of(directory, LIMIT, Policy.DROP_OLDEST).withDisk(0, 0), "0.1.0");
  }

  @AfterEach
  void stop() throws IOException {
    outbox.close();
  }

  @Override
  protected Outbox outbox() {
    return outbox;
  }

  @Override
  protected CommandJournal journal() {
    return outbox;
  }

  private void restart() throws IOException {
    outbox.close();
    outbox = open(folder);
  }

  /** What the disk holds at this moment, opened elsewhere: as after a kill. */
  private SqliteOutbox openCopy() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    for (String name : List.of("outbox.db", "outbox.db-wal", Identity.FILE)) {
      Files.copy(folder.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    return open(copy);
  }

  @Test
  void restartKeepsWhatWasAppended() throws IOException {
    UUID epoch = outbox.epoch();
    outbox.append(
        new Batch(
            List.of(data("1"), data("2")), new Covered(3, 4, 30, 40), Map.of("m", new byte[] {7})));
    outbox.admit("c1", new byte[] {1}, null);
    outbox.acknowledge("cloud", List.of(new SeqRange(1, 1)));
    restart();
    assertThat(outbox.epoch()).isEqualTo(epoch);
    assertThat(outbox.peek(oldest(Lane.DATA, 10)))
        .extracting(OutboxContract::text)
        .containsExactly("2");
    assertThat(outbox.covers(4, 40)).isTrue();
    assertThat(outbox.mark("m")).containsExactly(7);
    assertThat(outbox.unanswered()).hasSize(1);
    assertThat(outbox.stats().waitingRecords()).isEqualTo(10);
    assertThat(outbox.stats().appended()).isEqualTo(20);
    assertThat(outbox.append(Batch.of(data("3")))).containsExactly(3L);
  }

  @Test
  void whatWasAppendedIsOnDiskWhenAppendReturns() throws IOException {
    outbox.append(Batch.of(data("1"), data("2")));
    try (SqliteOutbox copy = openCopy()) {
      assertThat(copy.peek(oldest(Lane.DATA, 10)))
          .extracting(OutboxContract::text)
          .containsExactly("1", "2");
    }
  }

  @Test
  void numbersGoOnWhenEverythingWasAcknowledged() throws IOException {
    outbox.append(Batch.of(data("1"), data("2")));
    outbox.acknowledge("cloud", List.of(new SeqRange(1, 2)));
    restart();
    assertThat(outbox.peek(oldest(Lane.DATA, 10))).isEmpty();
    assertThat(outbox.append(Batch.of(data("3")))).containsExactly(3L);
  }

  @Test
  void numbersThatWereHandedOutAreNotGivenAgainWhenTheLogIsLost() throws IOException {
    outbox.append(Batch.of(data("1")));
    restart(); // moves 1 into the database
    outbox.append(Batch.of(data("2"), data("3")));
    assertThat(outbox.peek(oldest(Lane.DATA, 10))).hasSize(3);
    Path copy = Files.createDirectory(folder.resolve("lost"));
    for (String name : List.of("outbox.db", Identity.FILE)) {
      Files.copy(folder.resolve(name), copy.resolve(name));
    }
    try (SqliteOutbox survivor = open(copy)) {
      long next = survivor.append(Batch.of(data("new"))).get(0);
      assertThat(next).isGreaterThan(3);
      List<Entry> waiting = survivor.peek(oldest(Lane.DATA, 10));
      assertThat(waiting).hasSize(3);
      assertThat(waiting.get(1).seq()).isEqualTo(2);
      assertThat(waiting.get(1).through()).isEqualTo(next - 1);
      assertThat(waiting.get(1).draft().records()).as("those of 2 and 3").isEqualTo(20);
      assertThat(waiting.get(1).draft().gapReason()).contains("newest 2 entries are lost");
      assertThat(survivor.stats().health()).contains("damaged");
    }
  }

  @Test
  void aKillSkipsNothing() throws IOException {
    outbox.append(Batch.of(data("1"), data("2")));
    outbox.peek(oldest(Lane.DATA, 10));
    try (SqliteOutbox copy = openCopy()) {
      assertThat(copy.append(Batch.of(data("3")))).containsExactly(3L);
    }
  }

  @Test
  void aCleanStopSkipsNothing() throws IOException {
    outbox.append(Batch.of(data("1")));
    outbox.peek(oldest(Lane.DATA, 10));
    restart();
    assertThat(outbox.append(Batch.of(data("2")))).containsExactly(2L);
    assertThat(outbox.peek(oldest(Lane.DATA, 10))).hasSize(2);
  }

  @Test
  void aDatabaseThatIsGoneGetsANewEpoch() throws IOException {
    UUID epoch = outbox.epoch();
    outbox.append(Batch.of(data("1")));
    outbox.close();
    Files.delete(folder.resolve("outbox.db"));
    outbox = open(folder);
    assertThat(outbox.epoch()).isNotEqualTo(epoch);
  }

  @Test
  void aNewerSchemaIsRefusedWithTheVersionNeeded() throws Exception {
    outbox.epoch();
    outbox.close();
    try (Connection connection = SqliteFile.openWriter(SqliteFile.in(folder));
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
      statement.execute("UPDATE meta SET value = '9.9.9' WHERE name = 'agent'");
    }
    outbox = open(folder);
    assertThatThrownBy(() -> outbox.append(Batch.of(data("1"))))
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining("schema 99")
        .hasMessageContaining("needs Weir 9.9.9 or newer");
    assertThat(outbox.stats().health()).contains("9.9.9");
  }

  @Test
  void withoutHistoryAcknowledgedRowsLeaveTheDisk() throws Exception {
    outbox.close();
    outbox =
        SqliteOutbox.open(
            Settings.of(folder, LIMIT, Policy.DROP_OLDEST).withHistory(false).withDisk(0, 0),
            "0.1.0");
    outbox.append(Batch.of(data("1"), data("2"), data("3")));
    outbox.acknowledge("cloud", List.of(new SeqRange(1, 2)));
    outbox.close();
    try (Connection connection = SqliteFile.openReader(folder);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT group_concat(seq) FROM body")) {
      assertThat(rows.getString(1)).isEqualTo("3");
    }
    outbox = open(folder);
  }

  @Test
  void aClosedOutboxSaysSo() throws IOException {
    outbox.close();
    assertThatThrownBy(() -> outbox.append(Batch.of(data("1"))))
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    byte[] body = new byte[(1 << 20) + 1];
    assertThatThrownBy(
            () -> outbox.append(Batch.of(io.weir.outbox.Draft.of(Lane.DATA, 1, body, 1, 0, 0))))
        .hasMessageContaining("1,048,576");
  }

  @Test
  void floorsDoNotHideWhatANewLinkWants() {
    outbox.append(Batch.of(data("1"), data("2")));
    outbox.acknowledge("cloud", List.of(new SeqRange(1, 1)));
    assertThat(outbox.peek(oldest(Lane.DATA, 10))).hasSize(1);
    outbox.links(Set.of("cloud", "b"));
    assertThat(outbox.peek(new Peek("b", Lane.DATA, false, Set.of(), 10, 100))).isNotEmpty();
  }
}
