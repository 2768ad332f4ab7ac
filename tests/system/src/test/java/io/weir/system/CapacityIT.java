package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.OutboxView;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * More than the outbox can hold while the cloud is gone: each record is stored, thinned or told.
 */
class CapacityIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final long LIMIT = 1_100_000;

  /** As fast as the recorder can follow on a busy machine. */
  private static final int A_SECOND = 20_000;

  private static final int STEP = 20_000;
  private static final int MOST = 2_000_000;

  @ParameterizedTest
  @ValueSource(strings = {"thin", "drop-oldest"})
  void whatDoesNotFitIsAccountedFor(String policy) {
    Assumptions.assumeTrue(SOAK || policy.equals("thin"), "the other policy only with --soak");
    try (House house = House.build("capacity-" + policy)) {
      house.gateway.configure(
          "io.weir.outbox",
          Map.of(
              "limit.bytes",
              Long.toString(LIMIT),
              "reserve.reply.bytes",
              "32768",
              "reserve.alert.bytes",
              "65536",
              "policy",
              policy));
      house.gateway.start();
      try (OutboxView outbox = new OutboxView(house.gateway)) {
        house.awaitOnline();
        house.cable.cut();
        try (Load load = new Load(house.gateway, "load:much", A_SECOND)) {
          overfill(outbox, load, policy);
          load.stop();
        }
        house.cable.restore();
        JsonNode accounting =
            Await.until(
                "stored, thinned and told are what was produced",
                Duration.ofSeconds(120),
                () -> accounting(house, outbox),
                found -> found.path("produced").asLong() == found.path("appended").asLong());
        System.out.printf("%s: %s%n", policy, accounting);
        if (policy.equals("thin")) {
          assertThat(accounting.path("thinnedRecords").asLong()).isPositive();
          assertThat(accounting.path("gapRecords").asLong()).as("nothing is lost").isZero();
        } else {
          assertThat(accounting.path("gapReasons").path(policy).asLong()).isPositive();
        }
      }
    }
  }

  /** Loads until something had to give way, and a little longer. */
  private static void overfill(OutboxView outbox, Load load, String policy) {
    boolean thin = policy.equals("thin");
    double full = LIMIT * 0.7;
    int behind = 0;
    while (behind < 3) {
      load.advance(STEP);
      JsonNode now = outbox.now();
      assertThat(now.path("diskBytes").asLong()).isLessThanOrEqualTo(LIMIT);
      assertThat(now.path("appended").asLong())
          .as("the outbox must be full by now")
          .isLessThan(MOST);
      boolean gaveWay =
          thin ? now.path("diskBytes").asLong() > full : now.path("evicted").asLong() > 0;
      behind += gaveWay ? 1 : 0;
    }
  }

  /** The fleet's figures of one moment, with their sum and what the outbox says it was given. */
  private static JsonNode accounting(House house, OutboxView outbox) {
    long appended = outbox.appended();
    var found =
        (com.fasterxml.jackson.databind.node.ObjectNode)
            house.api().get("/api/v1/devices/" + house.serial + "/accounting");
    found.put("appended", appended);
    found.put(
        "produced",
        found.path("records").asLong()
            - found.path("thinnedPoints").asLong()
            + found.path("thinnedRecords").asLong()
            + found.path("gapRecords").asLong());
    return found;
  }
}
