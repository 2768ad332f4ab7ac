package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.BusyFront;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cloud answers that it has too much to do, over the HTTPS link. */
class BusyCloudIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final int PER_SECOND = 500;
  private static final int BUSY_SECONDS = SOAK ? 300 : 6;
  private static final int RETRY_AFTER_SECONDS = SOAK ? 10 : 2;
  private static House house;
  private static BusyFront front;

  @BeforeAll
  static void open() {
    house = House.build("busy");
    front = new BusyFront(house.cloud);
    house.gateway.configure(
        "io.weir.bridge",
        Map.of(
            "cloud.url",
            "https://localhost:" + front.port(),
            "tls.cert",
            "",
            "tls.key",
            "",
            "token.file",
            house.cloud.linkToken(house.serial).toString()));
    house.gateway.start();
  }

  @AfterAll
  static void close() {
    if (front != null) {
      front.close();
    }
    if (house != null) {
      house.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aBusyCloudIsLeftAloneAsLongAsItAsksAndLosesNothing(int status) {
    try (Load load = new Load(house.gateway, "load:busy" + status, PER_SECOND)) {
      house.awaitFlow(load);
      int before = front.refused();
      front.answer(status, RETRY_AFTER_SECONDS);
      load.advance((long) PER_SECOND * BUSY_SECONDS);
      int tries = front.refused() - before;
      front.answer(0, 0);
      house.assertExact(load, "the cloud answers " + status + " for " + BUSY_SECONDS + " s");
      assertThat(tries).as("it was busy for somebody").isPositive();
      // a connection asks for its work and for commands at once; four for the first time, when both
      // are under way
      assertThat(tries)
          .as("requests while it asks for %d s of rest", RETRY_AFTER_SECONDS)
          .isLessThanOrEqualTo(4 + 2 * (BUSY_SECONDS / RETRY_AFTER_SECONDS + 1));
    }
  }
}
