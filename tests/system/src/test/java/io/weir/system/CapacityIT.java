package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.OutboxView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * More than the outbox can hold while the cloud is gone: each record is stored, thinned or told.
 */
class CapacityIT {
  private static final long LIMIT = 1_100_000;

  /** Published between two looks at the outbox. */
  private static final int PACKS = 100;

  private static final int RECORDS = 100;

  /** A double of full precision takes more than this whatever the codec does. */
  private static final int LEAST_BYTES = 6;

  private static final long MOST = 600_000;

  @ParameterizedTest
  @ValueSource(strings = {"thin", "drop-oldest"})
  void whatDoesNotFitIsAccountedFor(String policy) throws Exception {
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
        overfill(house, outbox, policy);
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

  /** Publishes until something had to give way, and a little longer. */
  private static void overfill(House house, OutboxView outbox, String policy) throws Exception {
    Random random = new Random(1);
    String password = house.gateway.secret("app");
    try (Connection nats = Nats.connect(Load.options(house.gateway.natsUrl(), password).build())) {
      long published = 0;
      int behind = 0;
      while (behind < 3) {
        for (int i = 0; i < PACKS; i++) {
          nats.jetStream().publish("events.data", pack(random));
        }
        published += PACKS * RECORDS;
        long goal = published;
        JsonNode now =
            Await.until(
                "the recorder follows",
                Duration.ofSeconds(60),
                outbox::now,
                answer -> answer.path("appended").asLong() >= goal);
        assertThat(now.path("diskBytes").asLong()).isLessThanOrEqualTo(LIMIT);
        assertThat(published).as("the outbox must be full by now").isLessThan(MOST);
        boolean gaveWay =
            policy.equals("thin")
                ? published * LEAST_BYTES > LIMIT
                : now.path("evicted").asLong() > 0;
        behind += gaveWay ? 1 : 0;
      }
    }
  }

  /** Noise of full precision, which no codec makes small. */
  private static byte[] pack(Random random) {
    double now = System.currentTimeMillis() / 1e3;
    StringBuilder pack = new StringBuilder("[");
    for (int i = 0; i < RECORDS; i++) {
      pack.append(i == 0 ? "" : ",")
          .append("{\"n\":\"noise:%d\",\"t\":%.6f,\"v\":".formatted(i % 10, now + i * 1e-4))
          .append(random.nextDouble())
          .append('}');
    }
    return pack.append(']').toString().getBytes(StandardCharsets.UTF_8);
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
