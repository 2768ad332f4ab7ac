package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Packages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One plugin's configuration: by command line, from the cloud, by hand, right and wrong. */
class ConfigIT {
  private static final String PID = "io.weir.samples.temperature.TemperaturePlugin";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void aPluginIsConfiguredFromEachSideAndLosesNoReading() throws Exception {
    try (House house = House.build("config")) {
      Path drop = Files.createDirectories(house.folder.resolve("drop"));
      house.gateway.environment().put("WEIR_PLUGINS", drop.toString());
      Packages packages = new Packages(house.gateway);
      Files.copy(packages.signed("1.0.0").get(0), drop.resolve("thermometer.jar"));
      house.gateway.start();
      AtomicLong ended = new AtomicLong();
      try (Connection nats = connect(house)) {
        nats.createDispatcher(m -> count(m.getData(), ended))
            .subscribe("services." + Packages.SERVICE + ".heartbeat");
        Await.until(
            "the configuration is announced",
            PATIENCE,
            () -> configuration(house),
            c -> c.path("keys").size() >= 1);

        byCommandLine(packages);
        fromTheCloud(house);
        byHand(house, packages);

        // one sample at the start, then none for an hour: the account can be closed
        packages.cli("config", "set", PID, "poll.time.ms=3600000");
        Await.until(
            "each reading of each instance is stored once",
            PATIENCE,
            () -> house.ledger().stored("temperature") - ended.get(),
            difference -> difference == 1);
        assertThat(ended.get()).isGreaterThan(50);
        theAgentsOwn(packages);
      }
    }
  }

  private static void byCommandLine(Packages packages) {
    packages.cli("config", "set", PID, "poll.time.ms=20");
    packages.cli("config", "set", PID, "poll.time.ms=30");
    assertThatThrownBy(() -> packages.cli("config", "set", PID, "poll.time.ms=often"))
        .hasMessageContaining("poll.time.ms must be an integer, was 'often'");
    assertThat(packages.cli("config", "get", PID)).contains("poll.time.ms = 30");
    assertThat(packages.cli("config", "rollback", PID)).contains("poll.time.ms = 20");
  }

  /** A range that only the host's own constructor knows: it does not cost all the plugins. */
  private static void theAgentsOwn(Packages packages) {
    packages.cli("config", "set", "io.weir.host", "heartbeat.ms=5000");
    assertThatThrownBy(() -> packages.cli("config", "set", "io.weir.host", "heartbeat.ms=-5"))
        .hasMessageContaining(
            "heartbeat.ms must be positive, was -5; the last good configuration holds");
    assertThat(packages.cli("config", "get", "io.weir.host", "heartbeat.ms")).contains("5000");
    Await.until(
        "the plugin goes on",
        PATIENCE,
        () -> packages.cli("plugins"),
        shown -> shown.matches("(?s).*" + Packages.SERVICE + " +RUNNING.*"));
  }

  private static void fromTheCloud(House house) throws IOException {
    assertThat(command(house, "Set", "{\"pid\":\"" + PID + "\",\"values\":{\"poll.time.ms\":25}}"))
        .startsWith("ok");
    JsonNode announced =
        Await.until(
            "the cloud sees the new value",
            PATIENCE,
            () -> configuration(house),
            c -> c.path("keys").path(0).path("value").asText().equals("25"));
    assertThat(announced.path("revisions").size()).isPositive();
    assertThat(
            command(house, "Set", "{\"pid\":\"" + PID + "\",\"values\":{\"poll.time.ms\":\"x\"}}"))
        .startsWith("invalid")
        .contains("poll.time.ms must be an integer");
    assertThat(
            command(
                house, "Set", "{\"pid\":\"io.weir.deployer\",\"values\":{\"signatures\":\"off\"}}"))
        .startsWith("invalid")
        .contains("the agent's own");
    assertThat(command(house, "Rollback", "{\"pid\":\"" + PID + "\"}")).startsWith("ok");
  }

  /** Somebody edits the file and makes a mistake: the plugin goes on as it was. */
  private static void byHand(House house, Packages packages) {
    house.gateway.configure(PID, Map.of("poll.time.ms", "soon"));
    JsonNode wrong =
        Await.until(
            "the cloud is told which field is wrong",
            PATIENCE,
            () -> configuration(house),
            c ->
                c.path("problem").asText().contains("poll.time.ms must be an integer, was 'soon'"));
    assertThat(wrong.path("problem").asText()).contains("the last good configuration holds");
    assertThat(packages.cli("plugins")).contains("RUNNING").contains("poll.time.ms must be");
    long before = house.ledger().stored("temperature");
    Await.until(
        "it goes on reading at its old pace",
        PATIENCE,
        () -> house.ledger().stored("temperature") > before + 50);
  }

  private static Connection connect(House house) throws Exception {
    return Nats.connect(
        new Options.Builder()
            .server(house.gateway.natsUrl())
            .userInfo("agent", house.gateway.secret("agent"))
            .inboxPrefix("_INBOX.agent.")
            .build());
  }

  private static void count(byte[] heartbeat, AtomicLong ended) {
    try {
      JsonNode said = JSON.readTree(heartbeat);
      if (said.path("state").asText().equals("STOPPED")) {
        ended.addAndGet(said.path("readings").asLong());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode configuration(House house) {
    for (JsonNode service : house.api().device(house.serial).path("services")) {
      for (JsonNode one : service.path("configurations")) {
        if (one.path("pid").asText().equals(PID)) {
          return one;
        }
      }
    }
    return JSON.createObjectNode();
  }

  private static String command(House house, String name, String arguments) {
    JsonNode answer = house.api().command(house.serial, "config", name, arguments);
    return answer.path("status").asText() + " " + answer.path("message").asText();
  }
}
