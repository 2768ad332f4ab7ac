package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

  @Test
  void aServiceInNodeIsACitizenWithAUserOfItsOwn() throws Exception {
    house.awaitOnline();
    String made = weir("broker", "user", "add", "greenhouse");
    assertThat(made).contains("secrets/greenhouse.password").doesNotContain("next:");
    Path folder = sample();
    Proc.run("node-test", folder, Map.of(), List.of(Machine.tool("node").toString(), "--test"));
    try (Proc service =
        Proc.start(
            "greenhouse",
            folder,
            Map.of("WEIR_DATA", house.gateway.data().toString()),
            List.of(Machine.tool("node").toString(), "greenhouse.mjs"))) {
      Await.until("it is up", LIMIT, () -> service.output().contains("greenhouse is up"));
      Await.until("its readings", LIMIT, () -> temperatures() > 0);
      Await.until("it is in the list", LIMIT, () -> weir("plugins").contains("greenhouse"));
      JsonNode described =
          Await.until(
              "the cloud knows its command",
              LIMIT,
              GREENHOUSE,
              found -> found.path("commands").size() == 1);
      assertThat(described.at("/commands/0/schema/properties/percent/maximum").asInt())
          .isEqualTo(100);
      assertThat(openWindow(40).path("status").asText()).isEqualTo("ok");
      assertThat(openWindow(101).path("message").asText())
          .isEqualTo("percent must be 0 to 100, was 101");
      house.gateway.broker().destroyForcibly();
      int before = temperatures();
      Await.until(
          "it goes on after the broker was killed", LIMIT, () -> temperatures() > before + 2);
      assertThat(service.stop(Duration.ofSeconds(20))).isZero();
      Await.until("it has left the list", LIMIT, () -> !weir("plugins").contains("greenhouse"));
    }
  }

  @Test
  void aUserOfItsOwnReachesNobodyElse() throws Exception {
    weir("broker", "user", "add", "stranger");
    List<String> refused = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Connection stranger =
        Nats.connect(
            new Options.Builder()
                .server(house.gateway.natsUrl())
                .userInfo("stranger", house.gateway.secret("stranger"))
                .inboxPrefix("_INBOX.stranger.")
                .errorListener(
                    new ErrorListener() {
                      @Override
                      public void errorOccurred(Connection connection, String error) {
                        refused.add(error);
                      }
                    })
                .build())) {
      var ears = stranger.createDispatcher(message -> refused.add("heard " + message.getSubject()));
      for (String subject :
          List.of("commands.app.req", "commands.*.req", "events.>", "_INBOX.app.>")) {
        ears.subscribe(subject);
      }
      stranger.publish("commands.temp_monitor.req", new byte[0]);
      stranger.publish("services.app.heartbeat", new byte[0]);
      stranger.flush(Duration.ofSeconds(10));
      Await.until("six refusals", LIMIT, () -> refused.size() == 6);
      assertThat(refused).allMatch(error -> error.contains("Permissions Violation"));
    }
    assertThat(weir("broker", "user", "remove", "stranger")).contains("is gone");
    assertThat(weir("broker", "user", "list")).doesNotContain("stranger").contains("app");
  }

  private static final Callable<JsonNode> GREENHOUSE =
      () -> {
        for (JsonNode service : house.api().device(house.serial).path("services")) {
          if (service.path("name").asText().equals("greenhouse")) {
            return service;
          }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
      };

  private static JsonNode openWindow(int percent) {
    return house
        .api()
        .command(house.serial, "greenhouse", "OpenWindow", "{\"percent\":" + percent + "}");
  }

  private static int temperatures() {
    double now = System.currentTimeMillis() / 1000.0;
    return house
        .api()
        .points(house.serial, "greenhouse:temperature", now - 600, now + 60, 1000)
        .path("v")
        .size();
  }

  private static String weir(String... words) {
    List<String> line =
        new ArrayList<>(List.of(Machine.distribution().resolve("bin/weir").toString()));
    line.addAll(List.of(words));
    return Proc.run("weir-" + System.nanoTime(), house.folder, house.gateway.environment(), line);
  }

  /**
   * The sample as the distribution has it, with the libraries that npm has fetched for the tests.
   */
  private static Path sample() throws IOException {
    Path folder = Files.createDirectories(house.folder.resolve("greenhouse"));
    try (Stream<Path> files = Files.list(Machine.distribution().resolve("samples/foreign-node"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.createSymbolicLink(
        folder.resolve("node_modules"), SCRIPTS.resolve("node_modules").toAbsolutePath());
    return folder;
  }

  private static List<String> node(String script, String... arguments) {
    return Stream.concat(
            Stream.of(
                Machine.tool("node").toString(),
                SCRIPTS.resolve(script).toString(),
                house.gateway.natsUrl(),
                house.gateway.secret("app")),
            java.util.Arrays.stream(arguments))
        .toList();
  }
}
