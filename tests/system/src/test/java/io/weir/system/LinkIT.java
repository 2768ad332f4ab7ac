package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Links as they are in the field: flapping, thin, far away. */
class LinkIT {
  @Test
  void aFlappingLinkOnlyDelays() {
    try (House house = House.open("flap");
        Load load = new Load(house.gateway, "load:flap", 1_000)) {
      house.awaitFlow(load);
      int flaps = Boolean.getBoolean("weir.soak") ? 200 : 5;
      for (int i = 0; i < flaps; i++) {
        house.cable.cut();
        advance(load, 2_000);
        house.cable.restore();
        advance(load, 3_000);
      }
      house.assertExact(load, flaps + " flaps");
    }
  }

  @Test
  void liveDataStaysFreshWhileABacklogDrainsThroughAThinLink() {
    int perSecond = 200;
    try (House house = House.open("thin");
        Load load = new Load(house.gateway, "load:thin", perSecond)) {
      house.awaitFlow(load);
      house.cable.cut();
      advance(load, 6_000);
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
    try (House house = House.build("far")) {
      house.cable.delay(Duration.ofMillis(120));
      house.gateway.start();
      try (Load load = new Load(house.gateway, "load:far", 1_000)) {
        house.awaitFlow(load);
        advance(load, 5_000);
        house.assertExact(load, "240 ms round trip");
      }
    }
  }

  @Test
  void theLoadIsSeenByTheCableAsCipherText() {
    try (House house = House.open("cipher");
        Load load = new Load(house.gateway, "load:cipher", 100)) {
      house.awaitFlow(load);
      assertThat(house.cable.upBytes()).isPositive();
      house.assertExact(load, "");
    }
  }

  private static void advance(Load load, long records) {
    long goal = load.accepted() + records;
    Await.until(records + " more records", Duration.ofSeconds(60), () -> load.accepted() >= goal);
  }
}
