package io.weir.system.outbox;

import io.weir.outbox.sqlite.Policy;
import io.weir.outbox.sqlite.Settings;
import io.weir.outbox.sqlite.SqliteOutbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed at random moments while it appends and drains. */
class KillIT {
  private static final int KILLS = Integer.getInteger("weir.soak.kills", 12);
  private static final long INDEXES = 1_000_000;

  @TempDir Path folder;

  @Test
  void aKilledProcessLosesNothingAndSendsNothingTwice() throws Exception {
    Random random = new Random(1);
    Ledger ledger = new Ledger();
    for (int kill = 0; kill < KILLS; kill++) {
      int before = ledger.accepted();
      int more = 1 + random.nextInt(400);
      try (Child child = Child.start(ledger, List.of(), folder, kill * INDEXES, 0, kill % 3 != 0)) {
        Child.until("entries", () -> ledger.accepted() > before + more);
        child.kill();
      }
    }
    Set<Long> promised = ledger.acceptedSoFar();
    Settings settings = Settings.of(folder, 64 << 20, Policy.DROP_NEWEST).withDisk(0, 0);
    try (SqliteOutbox outbox = SqliteOutbox.open(settings, "test")) {
      ledger.take(outbox);
    }
    ledger.assertWhole(KILLS + " kills", promised);
    org.assertj.core.api.Assertions.assertThat(ledger.gaps()).isZero();
  }
}
