package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SalvageTest {
  private static final String CLOUD = "cloud";
  private static final int ENTRIES = 600;

  @TempDir Path folder;
  private SqliteOutbox outbox;
  private UUID epoch;

  @BeforeEach
  void fill() throws IOException {
    outbox = open();
    outbox.links(Set.of(CLOUD));
    epoch = outbox.epoch();
    for (int i = 1; i <= ENTRIES; i++) {
      outbox.append(
          new Batch(
              List.of(Draft.of(Lane.DATA, 1, body(i), 10, i, i)), null, Map.of("m", body(i))));
    }
    outbox.peek(new Peek(CLOUD, Lane.DATA, false, Set.of(), 100, 1 << 20));
    outbox.acknowledge(CLOUD, List.of(new SeqRange(1, 50)));
    outbox.admit("c1", new byte[] {4}, null);
    outbox.close();
  }

  @AfterEach
  void stop() throws IOException {
    outbox.close();
  }

  private SqliteOutbox open() throws IOException {
    return SqliteOutbox.open(
        Settings.of(folder, 64 << 20, Policy.DROP_OLDEST).withDisk(0, 0), "0.1.0");
  }

  private static byte[] body(int i) {
    byte[] body = new byte[1500];
    Arrays.fill(body, (byte) i);
    ByteBuffer.wrap(body).putInt(i);
    return body;
  }

  private interface Damage {
    void to(RandomAccessFile file) throws IOException;
  }

  private void damage(Damage damage) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("outbox.db").toFile(), "rw")) {
      damage.to(file);
    }
    outbox = open();
    outbox.links(Set.of(CLOUD));
  }

  /** Entries that wait, by number; every number from 51 on is there, as an entry or in a gap. */
  private Map<Long, Entry> waiting() {
    Map<Long, Entry> entries = new HashMap<>();
    long next = 51;
    for (Entry entry : outbox.peek(new Peek(CLOUD, Lane.DATA, false, Set.of(), 100_000, 1 << 30))) {
      entries.put(entry.seq(), entry);
      assertThat(entry.seq()).isEqualTo(next);
      next = entry.through() + 1;
      if (entry.draft().body().length > 0) {
        assertThat(entry.draft().body()).isEqualTo(body((int) entry.seq()));
      }
    }
    return entries;
  }

  private static long whole(Map<Long, Entry> entries) {
    return entries.values().stream().filter(entry -> entry.draft().body().length > 0).count();
  }

  private List<Path> setAside() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("damaged-")).toList();
    }
  }

  @Test
  void pagesThatCannotBeReadCostOnlyWhatWasOnThem() throws IOException {
    damage(
        file -> {
          for (long page = 240; page < 280; page++) {
            file.seek(page * SqliteFile.PAGE_BYTES);
            file.write(new byte[SqliteFile.PAGE_BYTES]);
          }
        });
    Map<Long, Entry> entries = waiting();
    assertThat(whole(entries)).isBetween(ENTRIES - 350L, ENTRIES - 51L);
    assertThat(outbox.epoch()).isEqualTo(epoch);
    assertThat(outbox.stats().health()).contains("damaged").contains("entries saved");
    assertThat(setAside()).hasSize(1);
    assertThat(setAside().get(0).resolve("outbox.db")).exists();
    assertThat(outbox.mark("m")).isEqualTo(body(ENTRIES));
    assertThat(outbox.unanswered()).hasSize(1);
    assertThat(entries.values())
        .anyMatch(entry -> entry.draft().gapReason().contains("numbers unreadable"));
  }

  @Test
  void aFileThatIsNoDatabaseIsSetAsideAndNumbersGoOn() throws IOException {
    damage(file -> file.write(new byte[SqliteFile.PAGE_BYTES]));
    assertThat(outbox.epoch()).isEqualTo(epoch);
    long next = outbox.append(Batch.of(Draft.of(Lane.DATA, 1, body(1), 1, 1, 1))).get(0);
    assertThat(next).as("100 were handed out").isGreaterThan(100);
    assertThat(setAside()).hasSize(1);
    assertThat(outbox.stats().health()).contains("damaged");
  }

  @Test
  void aTruncatedFileIsSalvaged() throws IOException {
    damage(file -> file.setLength(file.length() / 2));
    assertThat(outbox.epoch()).isEqualTo(epoch);
    Map<Long, Entry> entries = new HashMap<>();
    outbox
        .peek(new Peek(CLOUD, Lane.DATA, false, Set.of(), 100_000, 1 << 30))
        .forEach(entry -> entries.put(entry.seq(), entry));
    assertThat(entries).isNotEmpty();
    assertThat(outbox.append(Batch.of(Draft.of(Lane.DATA, 1, body(1), 1, 1, 1)))).hasSize(1);
  }

  @Test
  void aSalvageThatWasInterruptedIsFinished() throws IOException {
    outbox = open();
    outbox.epoch();
    outbox.close();
    Files.copy(folder.resolve("outbox.db"), folder.resolve("salvaged.db"));
    Files.writeString(folder.resolve("outbox.db"), "not a database at all, and rather short");
    outbox = open();
    assertThat(whole(waiting())).isEqualTo(ENTRIES - 50);
    assertThat(setAside()).hasSize(1);
  }

  @Test
  void anIdentityThatCannotBeReadIsMadeAgainFromTheDatabase() throws IOException {
    Files.write(folder.resolve(Identity.FILE), new byte[1024]);
    outbox = open();
    assertThat(outbox.epoch()).isEqualTo(epoch);
    assertThat(whole(waiting())).isEqualTo(ENTRIES - 50);
  }

  @Test
  void withoutBothANewEpochBegins() throws IOException {
    Files.write(folder.resolve(Identity.FILE), new byte[1024]);
    damage(file -> file.write(new byte[SqliteFile.PAGE_BYTES]));
    assertThat(outbox.epoch()).isNotEqualTo(epoch);
    assertThat(outbox.append(Batch.of(Draft.of(Lane.DATA, 1, body(1), 1, 1, 1)))).hasSize(1);
  }

  @Test
  void damageThatShowsWhileItRunsIsMendedWithoutARestart() throws IOException {
    outbox = open();
    outbox.epoch();
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("outbox.db").toFile(), "rw")) {
      for (long page = 20; page < file.length() / SqliteFile.PAGE_BYTES; page += 3) {
        file.seek(page * SqliteFile.PAGE_BYTES);
        file.write(new byte[SqliteFile.PAGE_BYTES]);
      }
    }
    Eventually.until(
        () -> {
          try {
            return !outbox
                .peek(new Peek(CLOUD, Lane.DATA, false, Set.of(), 100_000, 1 << 30))
                .isEmpty();
          } catch (io.weir.outbox.OutboxException e) {
            return false;
          }
        });
    outbox.append(Batch.of(Draft.of(Lane.DATA, 1, body(1), 1, 1, 1)));
    assertThat(setAside()).hasSize(1);
  }
}
