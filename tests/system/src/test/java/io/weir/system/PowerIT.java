package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Ledger;
import io.weir.system.harness.Load;
import io.weir.system.harness.PowerDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The gateway's power fails: the disk of its agent and of its broker keeps what was flushed. */
class PowerIT {
  private static final long SEED = Long.getLong("weir.seed", System.nanoTime());
  private static final int CUTS =
      Integer.getInteger("weir.cuts", Boolean.getBoolean("weir.soak") ? 100 : 3);
  private static final int PER_SECOND = 1_000;
  private static final long DISK_BYTES = 256L << 20;
  private final Random random = new Random(SEED);

  /**
   * @param committed records that the outbox had before the cut
   * @param accepted records that the broker had acknowledged; it flushes to disk by a timer, so a
   *     cut may take the newest
   */
  private record Round(Load load, long committed, long accepted) {}

  @Test
  void whatTheOutboxCommittedSurvivesEachCut() {
    House house = House.build("power");
    try (PowerDisk disk = PowerDisk.mountedAt(house.gateway.data(), DISK_BYTES);
        house) {
      house.gateway.start();
      List<Round> rounds = new ArrayList<>();
      for (int cut = 0; cut < CUTS; cut++) {
        rounds.add(round(house, disk, cut));
      }
      try (Load last = new Load(house.gateway, "load:power-last", PER_SECOND)) {
        last.advance(PER_SECOND);
        house.assertExact(last, CUTS + " cuts, seed " + SEED);
      }
      long committed = rounds.stream().mapToLong(Round::committed).sum();
      long stored = 0;
      for (Round round : rounds) {
        stored += check(house, round);
      }
      System.out.printf(
          "%d power cuts: the broker accepted %,d, the outbox had %,d of them, stored %,d, lost 0,"
              + " duplicate 0%n",
          CUTS, rounds.stream().mapToLong(Round::accepted).sum(), committed, stored);
      house.gateway.close();
    }
  }

  private Round round(House house, PowerDisk disk, int cut) {
    try (Load load = new Load(house.gateway, "load:power-" + cut, PER_SECOND)) {
      house.awaitFlow(load);
      // a random moment is the point
      LockSupport.parkNanos(random.nextLong(1_500_000_000));
      ProcessHandle broker = house.gateway.broker();
      // before the cut: what is acknowledged during it does not count
      long committed = load.upTo(house.gateway.committed());
      disk.cut();
      house.gateway.kill9();
      broker.destroyForcibly();
      load.close();
      Await.until("the broker ended", Duration.ofSeconds(60), () -> !broker.isAlive());
      disk.restore();
      house.gateway.start();
      return new Round(load, committed, load.accepted());
    }
  }

  private static long check(House house, Round round) {
    Load load = round.load();
    Ledger.Count committed =
        Await.until(
            "what the outbox had of " + load.series(),
            Duration.ofSeconds(60),
            () -> house.ledger().count(load, round.committed()),
            count -> count.lost() == 0);
    assertThat(committed.duplicate()).isZero();
    // one pack more: the one whose acknowledgement was on its way
    Ledger.Count all = house.ledger().count(load, round.accepted() + load.recordsAPack());
    assertThat(all.duplicate()).as("twice of " + load.series()).isZero();
    return all.stored();
  }
}
