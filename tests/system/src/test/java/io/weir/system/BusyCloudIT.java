package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.BusyFront;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cloud answers that it has too much to do, over the HTTPS link. */
class BusyCloudIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final int PER_SECOND = 500;
  private static final int BUSY_SECONDS = SOAK ? 300 : 9;
  private static final int RETRY_AFTER_SECONDS = SOAK ? 10 : 4;
  // what was under way when it became busy, on a machine that has other things to do
  private static final double TOGETHER_SECONDS = 2;
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
      int before = front.refusedAt().size();
      front.answer(status, RETRY_AFTER_SECONDS);
      load.advance((long) PER_SECOND * BUSY_SECONDS);
      List<Long> tries = front.refusedAt().subList(before, front.refusedAt().size());
      front.answer(0, 0);
      house.assertExact(load, "the cloud answers " + status + " for " + BUSY_SECONDS + " s");
      assertThat(tries).as("it was busy for somebody").isNotEmpty();
      // a connection asks for its work and for commands at once; four for the first time, when both
      // are under way
      assertThat(tries.size())
          .as("requests while it asks for %d s of rest", RETRY_AFTER_SECONDS)
          .isLessThanOrEqualTo(4 + 2 * (BUSY_SECONDS / RETRY_AFTER_SECONDS + 1));
      assertThat(rests(tries)).as("seconds of rest").allMatch(rest -> rest > RETRY_AFTER_SECONDS);
    }
  }

  /** In seconds, between those that come together and the next ones. */
  private static List<Double> rests(List<Long> tries) {
    List<Double> rests = new ArrayList<>();
    long first = tries.get(0);
    for (long next : tries) {
      double since = (next - first) / 1e9;
      if (since > TOGETHER_SECONDS) {
        rests.add(since);
        first = next;
      }
    }
    return rests;
  }
}
