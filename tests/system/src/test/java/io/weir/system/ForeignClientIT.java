package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Proc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A program in another language, with a NATS client that is not ours, is a full citizen of the
 * gateway.
 */
class ForeignClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path SCRIPTS =
      Path.of(System.getProperty("weir.root"), "tests/system/foreign");
  private static House house;

  @BeforeAll
  static void open() {
    Machine.npm(SCRIPTS, "nats");
    house = House.open("foreign");
  }

  @AfterAll
  static void close() {
    if (house != null) {
      house.close();
    }
  }

  @Test
  void itsReadingArrives() {
    house.awaitOnline();
    double now = System.currentTimeMillis() / 1000.0;
    String seq =
        Proc.run(
            "publish",
            house.folder,
            Map.of(),
            node(
                "publish.mjs",
                "[{\"n\":\"node:reading\",\"u\":\"W\",\"t\":" + now + ",\"v\":48.5}]"));
    assertThat(Long.parseLong(seq.strip())).isPositive();
    JsonNode points =
        Await.until(
            "node:reading in the fleet",
            LIMIT,
            () -> house.api().points(house.serial, "node:reading", now - 10, now + 10, 100),
            p -> p.path("v").size() > 0);
    assertThat(points.path("v")).hasSize(1);
    assertThat(points.path("v").get(0).asDouble()).isEqualTo(48.5);
  }

  @Test
  void itAnswersACommandFromTheCloud() {
    try (Proc service = Proc.start("serve", house.folder, Map.of(), node("serve.mjs"))) {
      Await.until("the service listens", LIMIT, () -> service.output().contains("ready"));
      house.awaitOnline();
      JsonNode done = house.api().command(house.serial, "app", "Echo", "{\"say\":\"hello\"}");
      assertThat(done.path("status").asText()).isEqualTo("ok");
      assertThat(done.path("result").path("told").path("say").asText()).isEqualTo("hello");
    }
  }

  private static List<String> node(String script, String... arguments) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(
                Machine.tool("node").toString(),
                SCRIPTS.resolve(script).toString(),
                house.gateway.natsUrl(),
                house.gateway.secret("app")),
            java.util.Arrays.stream(arguments))
        .toList();
  }
}
