package io.weir.system.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.weir.outbox.sqlite.Policy;
import io.weir.outbox.sqlite.Settings;
import io.weir.outbox.sqlite.SqliteOutbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The n-th write or flush of one file fails, then all is well again (strace injects it). */
class DiskErrorIT {
  private static final long ENTRIES = 300;

  @TempDir Path folder;

  @BeforeAll
  static void straceIsThere() throws InterruptedException {
    try {
      int status = new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true").start().waitFor();
      if (status == 0) {
        return;
      }
    } catch (IOException e) {
      System.out.println("strace does not start: " + e.getMessage());
    }
    System.out.println("SKIPPED DiskErrorIT: needs strace, and the right to trace");
    abort("needs strace, and the right to trace");
  }

  // the n-th call lies among the appends: the tables take the first hundred of the log
  @ParameterizedTest
  @CsvSource({
    "outbox.db-wal, pwrite64, ENOSPC, 160",
    "outbox.db-wal, pwrite64, EIO, 161",
    "outbox.db-wal, fsync, EIO, 10",
    "outbox.db-wal, fsync, EIO, 11",
    "outbox.db, pwrite64, EIO, 3",
    "outbox.db, pwrite64, ENOSPC, 4",
    "outbox.db, fsync, EIO, 1",
    "identity, pwrite64, EIO, 20",
  })
  void aFailureLosesNothingAndLeavesNothingHalfDone(String file, String call, String error, int nth)
      throws Exception {
    Ledger ledger = new Ledger();
    List<String> strace =
        List.of(
            "strace",
            "-f",
            "-qq",
            "-o",
            folder.resolve("trace").toString(),
            "-P",
            folder.resolve("outbox").resolve(file).toString(),
            "-e",
            "trace=" + call,
            "-e",
            "inject=%s:error=%s:when=%d..%d".formatted(call, error, nth, nth + 1));
    try (Child child = Child.start(ledger, strace, folder.resolve("outbox"), 0, ENTRIES, false)) {
      assertThat(child.join()).isZero();
    }
    assertThat(folder.resolve("trace")).content().contains("INJECTED");
    Set<Long> promised = ledger.acceptedSoFar();
    assertThat(promised.size() + ledger.failed()).isEqualTo((int) ENTRIES);
    Settings settings =
        Settings.of(folder.resolve("outbox"), 64 << 20, Policy.DROP_NEWEST).withDisk(0, 0);
    try (SqliteOutbox outbox = SqliteOutbox.open(settings, "test")) {
      ledger.take(outbox);
      assertThat(outbox.stats().health()).isEmpty();
    }
    ledger.assertWhole("%s of %s fails with %s".formatted(call, file, error), promised);
    assertThat(ledger.gaps()).isZero();
  }
}
