package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.weir.system.harness.AgentBus;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.PluginBench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Readings and commands through the whole house, from the plugins of the distribution and from a
 * client that is not ours.
 */
class ReadingsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String FLOOD =
      "readings-budget: hostile puts more than 500 readings a second";
  // one call of the hostile plugin in this mode: nine readings as ever, and then these
  private static final int FLOODED = 9 + 100_000;
  private static House house;

  /** With a plugin that floods once, as it starts, and then takes commands. */
  @BeforeAll
  static void open() throws IOException {
    house = House.build("readings");
    Path drop = Files.createDirectories(house.folder.resolve("plugins"));
    try (Stream<Path> plugins = Files.list(Machine.distribution().resolve("plugins"))) {
      for (Path plugin : plugins.filter(f -> f.toString().endsWith(".jar")).toList()) {
        Files.copy(plugin, drop.resolve(plugin.getFileName()));
      }
    }
    Files.copy(
        Path.of(System.getProperty("weir.root"), "tests/hostile/target/weir-hostile-0.1.0.jar"),
        drop.resolve("hostile.jar"));
    house.gateway.environment().put("WEIR_PLUGINS", drop.toString());
    // the hostile one is signed by nobody
    house.gateway.configure("io.weir.deployer", Map.of("signatures", "off"));
    house.gateway.configure("io.weir.host", Map.of("heartbeat.ms", "1000"));
    house.gateway.configure(
        PluginBench.HOSTILE,
        Map.of(
            "mode", "FLOOD",
            "poll.time.ms", "3600000",
            "budget.readings.per.second", "500",
            "budget.sample.ms", "10000"));
    house.gateway.start();
    house.awaitOnline();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void aReadingOfThisMachineArrives() {
    JsonNode points =
        Await.until(
            "cpu:total in the fleet",
            LIMIT,
            () -> points("cpu:total"),
            p -> p.path("t").size() > 0);
    double cpu = points.path("v").get(0).asDouble();
    assertThat(cpu).isBetween(0.0, 100.0);
    double age = System.currentTimeMillis() / 1000.0 - points.path("t").get(0).asDouble();
    assertThat(age).isBetween(-1.0, 120.0);
  }

  @Test
  void aForeignClientsPackArrives() throws Exception {
    double now = System.currentTimeMillis() / 1000.0;
    publish(
        "[{\"bn\":\"urn:dev:ow:10e2073a01080063:\",\"bt\":"
            + now
            + ",\"n\":\"boiler\",\"u\":\"Cel\",\"v\":61.25}]");
    JsonNode points =
        Await.until(
            "the boiler in the fleet",
            LIMIT,
            () -> points("urn:dev:ow:10e2073a01080063:boiler"),
            p -> p.path("t").size() > 0);
    assertThat(points.path("v").get(0).asDouble()).isEqualTo(61.25);
    assertThat(points.path("unit").asText()).isEqualTo("Cel");
  }

  @Test
  void aMalformedPackIsRefusedAndReportedAndItsNeighboursArrive() throws Exception {
    double now = System.currentTimeMillis() / 1000.0;
    List<String> rejected = new ArrayList<>();
    try (Connection agent =
        Nats.connect(
            new io.nats.client.Options.Builder()
                .server(house.gateway.natsUrl())
                .userInfo("agent", house.gateway.secret("agent"))
                .build())) {
      var watcher =
          agent
              .createDispatcher(
                  m -> {
                    synchronized (rejected) {
                      rejected.add(new String(m.getData(), StandardCharsets.UTF_8));
                    }
                  })
              .subscribe("events.rejected");
      agent.flush(Duration.ofSeconds(5));
      publish("[{\"n\":\"neighbour:before\",\"t\":" + now + ",\"v\":1}]");
      publish(
          "[{\"n\":\"broken\",\"t\":" + now + ",\"v\":1},{\"n\":\"broken\",\"v\":\"a string\"}]");
      publish("[{\"n\":\"neighbour:after\",\"t\":" + now + ",\"v\":2}]");
      for (String name : List.of("neighbour:before", "neighbour:after")) {
        Await.until(name, LIMIT, () -> points(name), p -> p.path("t").size() == 1);
      }
      String report =
          Await.until(
              "a report of the refusal",
              LIMIT,
              () -> {
                synchronized (rejected) {
                  return String.join("\n", rejected);
                }
              },
              s -> !s.isEmpty());
      assertThat(report).contains("record 2").contains("v");
      assertThat(watcher).isNotNull();
    }
    assertThat(seriesNames()).doesNotContain("broken");
  }

  @Test
  void aCommandGoesDownAndItsAnswerComesBack() {
    Await.until("temp_monitor is announced", LIMIT, () -> services().contains("temp_monitor"));
    JsonNode done =
        house.api().command(house.serial, "temp_monitor", "TempUnitCmd", "{\"unit\":\"K\"}");
    assertThat(done.path("status").asText()).isEqualTo("ok");
    assertThat(done.path("result").path("message").asText())
        .isEqualTo("Changed temperature unit to K");
  }

  @Test
  void aWrongArgumentIsAnsweredWithItsField() {
    Await.until("temp_monitor is announced", LIMIT, () -> services().contains("temp_monitor"));
    JsonNode done =
        house
            .api()
            .command(house.serial, "temp_monitor", "TempUnitCmd", "{\"unit\":\"Fahrenheit\"}");
    assertThat(done.path("status").asText()).isEqualTo("invalid");
    assertThat(done.path("message").asText()).contains("unit").contains("Fahrenheit");
  }

  @Test
  void aCommandToNobodyIsAnsweredToo() {
    house.awaitOnline();
    JsonNode done = house.api().command(house.serial, "nobody-home", "Knock", "{}");
    assertThat(done.path("status").asText()).isEqualTo("unknown_service");
  }

  @Test
  void whatAPluginPutsBeyondItsBudgetIsAGapWithItsReasonAndCounted() {
    long lost =
        Await.until(
            "what was put is in the fleet or told as lost",
            LIMIT,
            ReadingsIT::flooded,
            gap -> gap > 0 && gap + storedOfHostile() == FLOODED);
    // its budget for the quarter of its time that it may wait, and what comes at once after a rest
    assertThat(lost).isBetween(FLOODED - 5_000L, FLOODED - 100L);
    // and whoever looks at the series sees the hole
    assertThat(records(points("hostile:value").path("gaps"), FLOOD)).isEqualTo(lost);
    try (AgentBus bus = new AgentBus(house.gateway)) {
      JsonNode heartbeat = bus.awaitState("hostile", "RUNNING", LIMIT);
      assertThat(heartbeat.path("dropped").asLong()).isEqualTo(lost);
      assertThat(heartbeat.path("readings").asLong()).isEqualTo(FLOODED - lost);
    }
    // the log says it once, not for each of them
    assertThat(house.gateway.agent().output().lines())
        .filteredOn(line -> line.contains("readings are dropped"))
        .hasSize(1);
  }

  @Test
  void aLongCommandTellsTheCloudHowFarItIsAndCanBeCancelledFromThere() {
    Await.until("hostile is announced", LIMIT, () -> services().contains("hostile"));
    String id = send("hostile", "Work", "{\"steps\":500,\"stepMs\":100}");
    JsonNode running =
        Await.until(
            "its progress under its id",
            LIMIT,
            () -> house.api().get("/api/v1/commands/" + id),
            command -> command.path("progress").path("percent").asInt() > 0);
    assertThat(running.path("state").asText()).isEqualTo("received");
    assertThat(running.path("progress").path("message").asText()).startsWith("step ");

    JsonNode cancel =
        house.api().command(house.serial, "hostile", "weir:cancel", "{\"id\":\"" + id + "\"}");
    assertThat(cancel.path("status").asText()).as(cancel.toString()).isEqualTo("ok");
    JsonNode ended =
        Await.until(
            "the cancelled command's answer",
            LIMIT,
            () -> house.api().get("/api/v1/commands/" + id),
            command -> command.path("state").asText().equals("done"));
    assertThat(ended.path("status").asText()).isEqualTo("refused");
    assertThat(ended.path("message").asText()).isEqualTo("cancelled");
  }

  @Test
  void aForeignServiceAnswersACommand() throws Exception {
    try (Connection app =
        Nats.connect(Load.options(house.gateway.natsUrl(), house.gateway.secret("app")).build())) {
      app.createDispatcher(
              request -> {
                String answer =
                    "[{\"bn\":\"\",\"t\":"
                        + System.currentTimeMillis() / 1000
                        + ",\"n\":\"Echo\",\"vs\":"
                        + "\"{\\\"status\\\":\\\"ok\\\",\\\"message\\\":\\\"heard\\\",\\\"result\\\":{\\\"loud\\\":true}}\"}]";
                app.publish(request.getReplyTo(), answer.getBytes(StandardCharsets.UTF_8));
              })
          .subscribe("commands.app.req");
      app.flush(Duration.ofSeconds(5));
      house.awaitOnline();
      JsonNode done = house.api().command(house.serial, "app", "Echo", "{\"say\":\"hello\"}");
      assertThat(done.path("status").asText()).isEqualTo("ok");
      assertThat(done.path("message").asText()).isEqualTo("heard");
      assertThat(done.path("result").path("loud").asBoolean()).isTrue();
    }
  }

  @Test
  void theAgentsOwnRecordsArriveLikeAnyMetric() {
    Await.until(
        "weir:backlog_records in the fleet",
        LIMIT,
        () -> points("weir:backlog_records").path("t").size() > 0);
  }

  private static String send(String service, String command, String arguments) {
    return house
        .api()
        .post(
            "/api/v1/devices/" + house.serial + "/commands",
            "{\"service\":\"%s\",\"command\":\"%s\",\"arguments\":%s,\"deadlineSeconds\":120}"
                .formatted(service, command, arguments))
        .path("id")
        .asText();
  }

  /** Records of the flood that the fleet knows to be lost; its sums know the kind of a reason. */
  private static long flooded() {
    return records(house.api().device(house.serial).path("losses"), "readings-budget");
  }

  private static long records(JsonNode gaps, String reason) {
    return StreamSupport.stream(gaps.spliterator(), false)
        .filter(gap -> gap.path("reason").asText().equals(reason))
        .mapToLong(gap -> gap.path("records").asLong())
        .sum();
  }

  private static long storedOfHostile() {
    JsonNode series = house.api().get("/api/v1/devices/" + house.serial + "/series").path("series");
    return StreamSupport.stream(series.spliterator(), false)
        .filter(one -> one.path("name").asText().matches("hostile:.*|count:.*|steady"))
        .mapToLong(one -> one.path("count").asLong())
        .sum();
  }

  private static JsonNode points(String name) {
    double now = System.currentTimeMillis() / 1000.0;
    return house.api().points(house.serial, name, now - 600, now + 60, 1000);
  }

  private static List<String> seriesNames() {
    return names(house.api().get("/api/v1/devices/" + house.serial + "/series").path("series"));
  }

  private static List<String> services() {
    return names(house.api().device(house.serial).path("services"));
  }

  private static List<String> names(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(n -> n.path("name").asText())
        .toList();
  }

  private static void publish(String pack) throws Exception {
    try (Connection app =
        Nats.connect(Load.options(house.gateway.natsUrl(), house.gateway.secret("app")).build())) {
      app.jetStream().publish("events.data", pack.getBytes(StandardCharsets.UTF_8));
    }
  }
}
