package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private static House house;

  @BeforeAll
  static void open() {
    house = House.open("readings");
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
