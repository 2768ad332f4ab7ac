package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.Bulk;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.SharedHouse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Links as they are in the field: cut, flapping, half open, thin, far away. */
class LinkIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final int KEEP_ALIVE_S = SOAK ? 20 : 10;
  private static final long THIN_BYTES_PER_SECOND = 8_000;
  // what the backlog takes on the thin link, how long it is looked at, and how old live may be
  private static final long BACKLOG_SECONDS = SOAK ? 600 : 60;
  private static final long THIN_SETTLE_SECONDS = SOAK ? 30 : 12;
  private static final long OBSERVED_SECONDS = SOAK ? 300 : 34;
  private static final double FRESH_SECONDS = 30;

  @RegisterExtension
  static final SharedHouse HOUSE =
      new SharedHouse(
          "link",
          house ->
              house.gateway.configure(
                  "io.weir.bridge", Map.of("keepalive.s", Integer.toString(KEEP_ALIVE_S))));

  private final House house = HOUSE.get();

  @AfterEach
  void mendTheCable() {
    house.cable.limit(0);
    house.cable.delay(Duration.ZERO);
    house.cable.restore();
  }

  @Test
  void aCutCableOnlyDelays() {
    try (Load load = new Load(house.gateway, "load:cut", 2_000)) {
      house.awaitFlow(load);
      house.cable.cut();
      long atCut = load.accepted();
      load.advance(10_000);
      house.cable.restore();
      Await.until(
          "live again",
          Duration.ofSeconds(90),
          () -> house.ledger().stored("load:cut") > atCut + 10_000);
      house.assertExact(load, "cut cable");
    }
  }

  @Test
  void aFlappingLinkOnlyDelays() {
    try (Load load = new Load(house.gateway, "load:flap", 1_000)) {
      house.awaitFlow(load);
      int flaps = SOAK ? 200 : 5;
      int records = SOAK ? 3_000 : 1_500;
      for (int i = 0; i < flaps; i++) {
        house.cable.cut();
        load.advance(records);
        house.cable.restore();
        load.advance(records);
      }
      house.assertExact(load, flaps + " flaps");
    }
  }

  @Test
  void aHalfOpenLinkIsNoticedAndReplaced() {
    try (Load load = new Load(house.gateway, "load:silent", 500)) {
      house.awaitFlow(load);
      house.awaitOnline();
      house.cable.strand();
      assertThat(house.cable.holdsStranded()).isTrue();
      // uplink.md: within 1.5 keep-alives; the rest is for a busy machine
      Await.until(
          "the gateway lets go of a line on which nothing passes",
          Machine.underLoad(Duration.ofSeconds(10 + KEEP_ALIVE_S * 3 / 2)),
          () -> !house.cable.holdsStranded());
      long noticed = load.accepted();
      Await.until(
          "live again",
          Duration.ofSeconds(90),
          () -> house.ledger().stored("load:silent") > noticed);
      house.assertExact(load, "half open");
    }
  }

  @Test
  void liveDataStaysFreshWhileABacklogDrainsThroughAThinLink() {
    long bulk = THIN_BYTES_PER_SECOND * BACKLOG_SECONDS / Bulk.BYTES_A_RECORD;
    try (Load load = new Load(house.gateway, "load:thin", 20)) {
      house.awaitFlow(load);
      house.cable.cut();
      Bulk.publish(house.gateway, "bulk:thin", bulk);
      long restored = System.nanoTime();
      house.cable.limit(THIN_BYTES_PER_SECOND);
      house.cable.restore();
      await(restored, THIN_SETTLE_SECONDS);
      double oldest = 0;
      // first come, first served would be as old as the whole time since the cut
      while (System.nanoTime() - restored < OBSERVED_SECONDS * 1_000_000_000L) {
        oldest =
            Math.max(oldest, System.currentTimeMillis() / 1e3 - house.ledger().newest("load:thin"));
        await(System.nanoTime(), 0.5);
      }
      assertThat(house.ledger().stored("bulk:thin"))
          .as("the backlog still drains")
          .isLessThan(bulk);
      assertThat(oldest).as("age of the newest live reading, s").isLessThan(FRESH_SECONDS);
      System.out.printf(
          "64 kbit/s: live readings at most %.1f s old, %,d of %,d of the backlog in the fleet%n",
          oldest, house.ledger().stored("bulk:thin"), bulk);
      house.cable.limit(0);
      house.cable.cut();
      house.cable.restore();
      house.assertExact(load, "64 kbit/s");
      Await.until(
          "the backlog",
          Duration.ofSeconds(120),
          () -> house.ledger().stored("bulk:thin"),
          stored -> stored == bulk);
    }
  }

  private static void await(long since, double seconds) {
    long end = since + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Test
  void aFarCloudOnlyDelays() {
    house.cable.delay(Duration.ofMillis(120));
    house.cable.cut();
    house.cable.restore();
    try (Load load = new Load(house.gateway, "load:far", 1_000)) {
      house.awaitFlow(load);
      load.advance(5_000);
      house.assertExact(load, "240 ms round trip");
    }
  }

  @Test
  void whoTapsTheCableReadsNothing() {
    try (Load load = new Load(house.gateway, "load:cipher", 100)) {
      house.awaitFlow(load);
      byte[] tapped = house.cable.tapped();
      assertThat(tapped.length).isPositive();
      assertThat(new String(tapped, StandardCharsets.ISO_8859_1))
          .doesNotContain("load:", "weir/", house.serial);
      house.assertExact(load, "tapped");
    }
  }
}
