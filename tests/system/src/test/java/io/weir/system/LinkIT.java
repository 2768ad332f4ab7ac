package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.SharedHouse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Links as they are in the field: cut, flapping, half open, thin, far away. */
class LinkIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final int KEEP_ALIVE_S = SOAK ? 20 : 4;

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
          Duration.ofSeconds(10 + KEEP_ALIVE_S * 3 / 2),
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
    int perSecond = 200;
    try (Load load = new Load(house.gateway, "load:thin", perSecond)) {
      house.awaitFlow(load);
      house.cable.cut();
      load.advance(3_000);
      house.cable.limit(8_000);
      house.cable.restore();
      Await.until(
          "a reading of the last 30 s is in the fleet",
          Duration.ofSeconds(120),
          () -> {
            long newest = load.accepted();
            double from = load.timeOf(Math.max(0, newest - 30 * perSecond));
            return house
                    .api()
                    .points(house.serial, "load:thin", from, load.timeOf(newest), 100)
                    .path("t")
                    .size()
                > 0;
          });
      house.cable.limit(0);
      house.assertExact(load, "64 kbit/s");
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
