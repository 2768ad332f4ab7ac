package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.system.harness.Await;
import io.weir.system.harness.Cable;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Proc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Two clouds over one outbox: a fleet, and a plain mosquitto that is fed with SenML and lets go by
 * its PUBACK. One is cut while the other goes on, and the agent is killed in between.
 */
class CloudsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PER_SECOND = 1_000;

  @Test
  void eachCloudGetsEverythingAtItsOwnPace() throws IOException {
    Path mosquitto = Machine.tool("mosquitto");
    Path subscriber = Machine.tool("mosquitto_sub");
    int kills = Boolean.getBoolean("weir.soak") ? 20 : 1;
    try (House house = House.build("clouds");
        Broker broker = new Broker(house.folder, mosquitto, subscriber);
        Cable cable = new Cable(broker.port)) {
      Files.writeString(
          house.gateway.conf().resolve("io.weir.bridge.cloud-plain.cfg"),
          "cloud.url = tcp://127.0.0.1:%d%nack = broker%npayload = senml-json%nmessage.bytes = 8192%n"
              .formatted(cable.port()));
      house.gateway.start();
      try (Load load = new Load(house.gateway, "load:clouds", PER_SECOND)) {
        house.awaitFlow(load);
        Await.until(
            "both are fed", Duration.ofSeconds(60), () -> broker.numbers().cardinality() > 0);
        for (int i = 0; i < kills; i++) {
          Cable cut = i % 2 == 0 ? cable : house.cable;
          cut.cut();
          advance(load, PER_SECOND);
          house.gateway.kill9();
          house.gateway.start();
          advance(load, PER_SECOND);
          cut.restore();
          advance(load, PER_SECOND);
        }
        house.assertExact(load, kills + " kills");
        long produced = load.accepted();
        Await.until(
            "every number is in the broker's reader",
            Duration.ofSeconds(60),
            () -> broker.numbers().cardinality() == produced);
        assertThat(broker.numbers().length()).isEqualTo((int) produced);
        Await.until(
            "nothing waits for either",
            Duration.ofSeconds(60),
            () -> waiting(house) < 2 * PER_SECOND);
      }
    }
  }

  private static void advance(Load load, long records) {
    long goal = load.accepted() + records;
    Await.until(records + " more records", Duration.ofSeconds(60), () -> load.accepted() >= goal);
  }

  /** Records that wait for any cloud; the agent's own are always on their way. */
  private static long waiting(House house) throws IOException {
    String status =
        Proc.run(
            "weir-outbox",
            house.folder.resolve("log"),
            house.gateway.environment(),
            List.of(Machine.distribution().resolve("bin/weir").toString(), "outbox", "--json"));
    JsonNode links = JSON.readTree(status.substring(status.lastIndexOf("\n{") + 1)).path("links");
    assertThat(links).hasSize(2);
    long most = 0;
    for (JsonNode link : links) {
      most = Math.max(most, link.path("waiting").path("records").asLong());
    }
    return most;
  }

  /** A mosquitto with a client of its own that writes down all it hands on. */
  private static final class Broker implements AutoCloseable {
    final int port = Machine.freePort();
    private final Path read;
    private final Proc broker;
    private final Proc reader;

    Broker(Path house, Path mosquitto, Path subscriber) throws IOException {
      Path folder = Files.createDirectories(house.resolve("plain"));
      Path configuration =
          Files.writeString(
              folder.resolve("mosquitto.conf"),
              "listener %d 127.0.0.1%nallow_anonymous true%nmax_queued_messages 0%n"
                  .formatted(port));
      broker =
          Proc.start(
              "plain-mosquitto",
              folder,
              Map.of(),
              List.of(mosquitto.toString(), "-c", configuration.toString()));
      Await.until("mosquitto listens", Duration.ofSeconds(60), () -> listens(port));
      reader =
          Proc.start(
              "reader",
              folder,
              Map.of(),
              List.of(
                  subscriber.toString(),
                  "-p",
                  Integer.toString(port),
                  "-q",
                  "1",
                  "-t",
                  "weir/+/senml/data"));
      read = folder.resolve("reader.log");
    }

    private static boolean listens(int port) {
      try (var socket = new java.net.Socket("127.0.0.1", port)) {
        return socket.isConnected();
      } catch (IOException e) {
        return false;
      }
    }

    /** The numbers of the load that came at least once. */
    BitSet numbers() throws IOException {
      BitSet numbers = new BitSet();
      for (String pack : whole(Files.readString(read)).lines().toList()) {
        for (JsonNode record : JSON.readTree(pack)) {
          if (record.path("n").asText().equals("load:clouds")) {
            numbers.set(record.path("v").asInt());
          }
        }
      }
      return numbers;
    }

    /** Without the line that is being written. */
    private static String whole(String text) {
      return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    @Override
    public void close() {
      reader.close();
      broker.close();
    }
  }
}
