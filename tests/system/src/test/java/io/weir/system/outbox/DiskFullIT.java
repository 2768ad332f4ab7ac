package io.weir.system.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.weir.outbox.Batch;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxFull;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import io.weir.outbox.sqlite.Policy;
import io.weir.outbox.sqlite.Settings;
import io.weir.outbox.sqlite.SqliteOutbox;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else fills the disk to the last byte. */
class DiskFullIT {
  private static final int RECOVERY_SECONDS = 30;

  /** More than the reserves of alerts and replies, so that data has room too. */
  private static final long ACKNOWLEDGED = 1500;

  @TempDir Path folder;
  private Path disk;
  private final Ledger ledger = new Ledger();
  private long next;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    int status =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != 0) {
      System.out.println("SKIPPED DiskFullIT: needs the right to mount a tmpfs");
      abort("needs the right to mount a tmpfs");
    }
  }

  @AfterEach
  void unmount() throws Exception {
    new ProcessBuilder("umount", disk.toString()).start().waitFor();
  }

  private SqliteOutbox open(Policy policy) throws IOException {
    SqliteOutbox outbox =
        SqliteOutbox.open(
            Settings.of(disk.resolve("outbox"), 64 << 20, policy).withDisk(1 << 20, 2 << 20),
            "test");
    outbox.links(Set.of(Appender.LINK));
    return outbox;
  }

  private Path fillUp() {
    Path filler = disk.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(disk.toFile().getUsableSpace()).isLessThan(4096);
      return filler;
    }
  }

  private void append(SqliteOutbox outbox) {
    long index = next++;
    long seq = outbox.append(Batch.of(Appender.draft(index))).get(0);
    ledger.line("A " + index + " " + seq);
  }

  private boolean takes(SqliteOutbox outbox) {
    try {
      append(outbox);
      return true;
    } catch (OutboxFull e) {
      ledger.line("F " + (next - 1) + " full");
      assertThat(e).hasMessageContaining("the disk is full");
      return false;
    }
  }

  @Test
  void aFullDiskIsRefusedClearlyAndLeftAlone() throws Exception {
    try (SqliteOutbox outbox = open(Policy.DROP_NEWEST)) {
      for (int i = 0; i < 2000; i++) {
        append(outbox);
      }
      Path ballast = disk.resolve("outbox/ballast");
      Child.until("the ballast", () -> ballast.toFile().length() == 2 << 20);
      Path filler = fillUp();
      int taken = 0;
      while (takes(outbox)) {
        taken++;
        assertThat(taken).isLessThan(5000);
      }
      assertThat(outbox.peek(new Peek(Appender.LINK, Lane.DATA, false, Set.of(), 5, 1 << 20)))
          .as("it still reads")
          .hasSize(5);
      outbox.acknowledge(Appender.LINK, List.of(new SeqRange(1, ACKNOWLEDGED)));
      for (long i = 1; i <= ACKNOWLEDGED; i++) {
        ledger.line("S " + i + " " + (i - 1));
      }
      Child.until("acknowledged rows make room", () -> takes(outbox));
      Files.delete(filler);
      long freed = System.nanoTime();
      Child.until("recovery", () -> takes(outbox) && ballast.toFile().length() == 2 << 20);
      assertThat((System.nanoTime() - freed) / 1e9).isLessThan(RECOVERY_SECONDS);
      Child.until("health", () -> outbox.stats().health().isEmpty());
      Set<Long> promised = ledger.acceptedSoFar();
      ledger.take(outbox);
      ledger.assertWhole("full disk", promised);
    }
  }

  @Test
  void onADiskThatStaysFullWhatIsKeptStaysAndWhatIsNewIsRefused() throws Exception {
    try (SqliteOutbox outbox = open(Policy.DROP_OLDEST)) {
      for (int i = 0; i < 1000; i++) {
        append(outbox);
      }
      fillUp();
      int refused = 0;
      for (int tries = 0; refused < 100; tries++) {
        refused += takes(outbox) ? 0 : 1;
        assertThat(tries).as("records in the room that was left").isLessThan(5000);
      }
      Set<Long> promised = ledger.acceptedSoFar();
      assertThat(promised).hasSizeGreaterThanOrEqualTo(1000);
      ledger.take(outbox);
      ledger.assertNothingTwice("a disk that stays full");
      assertThat(ledger.lost(promised)).isZero();
      assertThat(ledger.gapRecords()).as("the broker still holds what was refused").isZero();
    }
  }

  /** The log went when it was closed: without the ballast not even a deletion has room. */
  @Test
  void openedOnAFullDiskItLetsGoOfItsBallastAndThenOfWhatIsAcknowledged() throws Exception {
    Path ballast = disk.resolve("outbox/ballast");
    try (SqliteOutbox outbox = open(Policy.DROP_OLDEST)) {
      for (int i = 0; i < ACKNOWLEDGED; i++) {
        append(outbox);
      }
      Child.until("the ballast", () -> ballast.toFile().length() == 2 << 20);
    }
    fillUp();
    try (SqliteOutbox outbox = open(Policy.DROP_OLDEST)) {
      outbox.acknowledge(Appender.LINK, List.of(new SeqRange(1, ACKNOWLEDGED)));
      Child.until("nothing waits any more", () -> outbox.stats().waitingRecords() == 0);
      assertThat(ballast).doesNotExist();
      Child.until("there is room for what is new", () -> takes(outbox));
    }
  }
}
