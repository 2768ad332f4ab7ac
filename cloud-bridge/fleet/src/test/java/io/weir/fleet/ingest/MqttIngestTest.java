package io.weir.fleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.fleet.testing.Mosquitto;
import io.weir.fleet.testing.RunningFleet;
import io.weir.fleet.testing.TestDevice;
import io.weir.fleet.testing.Wait;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Service;
import io.weir.uplink.proto.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole fleet against a real mosquitto, with a gateway that the test plays. */
@Tag("slow")
class MqttIngestTest {
  @TempDir Path folder;
  private Mosquitto broker;
  private RunningFleet fleet;
  private TestDevice device;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.provisioned(folder.resolve("fleet"));
    fleet = RunningFleet.at(broker);
    fleet.awaitReady();
    device = new TestDevice(broker.url(), broker.home(), "gw-1");
  }

  @AfterEach
  void stop() throws Exception {
    if (device != null) {
      device.close();
    }
    if (fleet != null) {
      fleet.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void aSegmentIsStoredShownAndAcknowledged() throws Exception {
    device.send(device.readings(1, "cpu:total", 1_700_000_000, 10));
    device.await("seq 1 is acknowledged", () -> device.acknowledged.contains(1L));
    JsonNode points =
        fleet.http.json("/api/v1/devices/gw-1/points?name=cpu:total&from=1700000000&to=1700000100");
    assertThat(points.path("mode").asText()).isEqualTo("raw");
    assertThat(points.path("t")).hasSize(10);
    assertThat(points.path("v").get(2).asDouble()).isEqualTo(1.5);
    JsonNode series = fleet.http.json("/api/v1/devices/gw-1/series").path("series");
    assertThat(series).hasSize(1);
    assertThat(series.get(0).path("count").asInt()).isEqualTo(10);
  }

  @Test
  void aRepeatIsAcknowledgedAndStoredOnce() throws Exception {
    byte[] segment = device.readings(7, "cpu:total", 1_700_000_000, 10);
    device.send(segment);
    device.await("seq 7 is acknowledged", () -> device.acknowledged.remove(7L));
    device.send(segment);
    device.await("seq 7 is acknowledged again", () -> device.acknowledged.contains(7L));
    JsonNode accounting = fleet.http.json("/api/v1/devices/gw-1/accounting");
    assertThat(accounting.path("records").asInt()).isEqualTo(10);
    assertThat(accounting.path("identityRecords").asInt()).isEqualTo(10);
    assertThat(accounting.path("points").asInt()).isEqualTo(10);
    assertThat(accounting.path("duplicateRecords").asInt()).isEqualTo(10);
  }

  @Test
  void aRestartKeepsWhatWasAcknowledgedAndKnowsRepeats() throws Exception {
    byte[] segment = device.readings(1, "cpu:total", 1_700_000_000, 10);
    device.send(segment);
    device.await("seq 1 is acknowledged", () -> device.acknowledged.remove(1L));
    fleet.close();
    fleet = RunningFleet.at(broker);
    fleet.awaitReady();
    device.send(segment);
    device.await("seq 1 is acknowledged again", () -> device.acknowledged.contains(1L));
    assertThat(fleet.http.json("/api/v1/devices/gw-1/accounting").path("points").asInt())
        .isEqualTo(10);
    assertThat(
            fleet
                .http
                .json("/api/v1/devices/gw-1/points?name=cpu:total&from=1700000000&to=1700000100")
                .path("t"))
        .hasSize(10);
  }

  @Test
  void whatArrivesWhileTheFleetIsDownIsTakenAfterwards() throws Exception {
    fleet.close();
    device.send(device.readings(1, "cpu:total", 1_700_000_000, 10));
    fleet = RunningFleet.at(broker);
    device.await("seq 1 is acknowledged", () -> device.acknowledged.contains(1L));
  }

  @Test
  void theBrokerMayDieAndComeBack() throws Exception {
    device.close();
    broker.kill();
    Wait.until("not ready", () -> status("/readyz") == 503);
    broker.start();
    fleet.awaitReady();
    device = new TestDevice(broker.url(), broker.home(), "gw-1");
    device.send(device.readings(1, "cpu:total", 1_700_000_000, 10));
    device.await("seq 1 is acknowledged", () -> device.acknowledged.contains(1L));
  }

  @Test
  void aBadSegmentIsRefusedAndItsNeighboursAreStored() throws Exception {
    byte[] foreign;
    try (TestDevice other = new TestDevice(broker.url(), broker.home(), "gw-2")) {
      foreign = other.readings(1, "cpu:total", 1_700_000_000, 10);
    }
    byte[] damaged = device.readings(2, "cpu:total", 1_700_000_000, 10);
    damaged[damaged.length - 8] ^= 1;
    device.send(new byte[] {1, 2, 3});
    device.send(foreign);
    device.send(damaged);
    device.send(device.readings(3, "cpu:total", 1_700_000_000, 10));
    device.await("seq 3 is acknowledged", () -> device.acknowledged.contains(3L));
    device.await("seq 2 is refused", () -> device.refused.containsKey(2L));
    assertThat(device.refused.get(2L)).contains("crc32c");
    assertThat(fleet.http.json("/api/v1/devices").path("devices")).hasSize(1);
    assertThat(fleet.http.json("/api/v1/devices/gw-1/accounting").path("refusedSegments").asInt())
        .isEqualTo(3);
  }

  @Test
  void aGapIsShownAndWhatArrivedAllTheSameIsNotCountedAsLost() throws Exception {
    device.send(device.readings(1, "cpu:total", 1_700_000_000, 10));
    device.await("seq 1 is acknowledged", () -> device.acknowledged.contains(1L));
    device.send(device.gap(1, 4, 40, 1_700_000_000, 1_700_000_040, "drop-oldest: no room"));
    device.send(device.readings(3, "cpu:total", 1_700_000_020, 10));
    device.await("seq 3 is acknowledged", () -> device.acknowledged.contains(3L));
    // the acknowledgement names what was sent: 2 and 4 may stand in another lane
    assertThat(device.acknowledged).containsExactly(1L, 3L);
    JsonNode accounting = fleet.http.json("/api/v1/devices/gw-1/accounting");
    assertThat(accounting.path("records").asInt()).isEqualTo(20);
    assertThat(accounting.path("gapRecords").asInt()).isEqualTo(20);
    assertThat(accounting.path("gapReasons").path("drop-oldest").asInt()).isEqualTo(20);
    assertThat(
            fleet.http.json("/api/v1/devices/gw-1").path("gapReasons").path("drop-oldest").asInt())
        .isEqualTo(20);
    JsonNode gaps =
        fleet
            .http
            .json("/api/v1/devices/gw-1/points?name=cpu:total&from=1700000000&to=1700000100")
            .path("gaps");
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).path("reason").asText()).isEqualTo("drop-oldest: no room");
    assertThat(gaps.get(0).path("records").asInt()).isEqualTo(20);
  }

  @Test
  void aGapThatGrewReplacesTheShorterOne() throws Exception {
    device.send(device.gap(1, 4, 40, 1_700_000_000, 1_700_000_040, "no space"));
    device.send(device.gap(1, 6, 60, 1_700_000_000, 1_700_000_060, "no space"));
    device.send(device.gap(1, 4, 40, 1_700_000_000, 1_700_000_040, "no space"));
    device.send(device.readings(9, "cpu:total", 1_700_000_000, 10));
    device.await("seq 9 is acknowledged", () -> device.acknowledged.contains(9L));
    JsonNode accounting = fleet.http.json("/api/v1/devices/gw-1/accounting");
    assertThat(accounting.path("gapRecords").asInt()).isEqualTo(60);
    assertThat(accounting.path("duplicateSegments").asInt()).isEqualTo(1);
  }

  @Test
  void aCommandGoesDownAndItsLifeIsTold() throws Exception {
    device.status(
        Status.newBuilder()
            .setOnline(true)
            .setAgentVersion("0.1.0")
            .addServices(
                Service.newBuilder()
                    .setName("temp_monitor")
                    .setState("RUNNING")
                    .setDescriptionJson("{\"title\":\"Thermometer\",\"commands\":[]}"))
            .build());
    Wait.until("gw-1 is online", () -> isOnline());
    assertThat(
            fleet.http.json("/api/v1/devices/gw-1").path("services").get(0).path("title").asText())
        .isEqualTo("Thermometer");
    String location = create("temp_monitor", "TempUnitCmd", "{\"unit\":\"K\"}");
    device.await("a command came", () -> !device.commands.isEmpty());
    var command = device.commands.take();
    assertThat(location).endsWith(command.getId());
    assertThat(command.getService()).isEqualTo("temp_monitor");
    assertThat(command.getRequest().toString(StandardCharsets.UTF_8))
        .matches(
            "\\[\\{\"bn\":\"\",\"t\":[0-9.E]+,\"n\":\"TempUnitCmd\",\"vs\":\"\\{\\\\\"unit\\\\\":\\\\\"K\\\\\"\\}\"\\}\\]");
    Wait.until("it is sent", () -> state(location).equals("sent"));

    device.send(
        device.report(
            1,
            CommandReport.newBuilder()
                .setId(command.getId())
                .setState(CommandReport.State.RECEIVED)
                .build()));
    Wait.until("it is received", () -> state(location).equals("received"));
    assertThat(fleet.http.json(location).path("progress").isNull()).isTrue();
    device.send(progress(2, command.getId(), 40, "valve 4", 2_000));
    device.send(progress(3, command.getId(), 30, "late", 1_000));
    device.await("all taken", () -> device.acknowledged.contains(3L));
    assertThat(fleet.http.json(location).path("progress").toString())
        .isEqualTo("{\"percent\":40,\"message\":\"valve 4\"}");
    device.send(
        device.report(
            4,
            CommandReport.newBuilder()
                .setId(command.getId())
                .setState(CommandReport.State.DONE)
                .setStatus("ok")
                .setResponse(
                    com.google.protobuf.ByteString.copyFromUtf8(
                        "[{\"bn\":\"\",\"n\":\"TempUnitCmd\",\"vs\":\"{\\\"status\\\":\\\"ok\\\","
                            + "\\\"message\\\":\\\"changed\\\",\\\"result\\\":{\\\"a\\\":1}}\"}]"))
                .build()));
    Wait.until("it is done", () -> state(location).equals("done"));
    JsonNode done = fleet.http.json(location);
    assertThat(done.path("status").asText()).isEqualTo("ok");
    assertThat(done.path("message").asText()).isEqualTo("changed");
    assertThat(done.path("result").path("a").asInt()).isEqualTo(1);
    assertThat(done.path("doneAt").asText()).isNotEmpty();
  }

  private byte[] progress(long seq, String id, int percent, String message, long atMs)
      throws Exception {
    return device.report(
        seq,
        CommandReport.newBuilder()
            .setId(id)
            .setState(CommandReport.State.PROGRESS)
            .setAtMs(atMs)
            .setPercent(percent)
            .setMessage(message)
            .build());
  }

  @Test
  void aCommandWaitsForTheGatewayToComeOnline() throws Exception {
    device.send(device.readings(1, "cpu:total", 1_700_000_000, 1));
    device.await("seq 1 is acknowledged", () -> device.acknowledged.contains(1L));
    String location = create("temp_monitor", "TempUnitCmd", "{}");
    assertThat(state(location)).isEqualTo("queued");
    device.status(Status.newBuilder().setOnline(true).build());
    device.await("the command came", () -> !device.commands.isEmpty());
  }

  private String create(String service, String name, String arguments) throws Exception {
    var response =
        fleet.http.post(
            "/api/v1/devices/gw-1/commands",
            "{\"service\":\"%s\",\"command\":\"%s\",\"arguments\":%s}"
                .formatted(service, name, arguments));
    assertThat(response.statusCode()).isEqualTo(202);
    return response.headers().firstValue("Location").orElseThrow();
  }

  private String state(String location) {
    try {
      return fleet.http.json(location).path("state").asText();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private boolean isOnline() {
    try {
      JsonNode devices = fleet.http.json("/api/v1/devices").path("devices");
      return devices.size() == 1 && devices.get(0).path("online").asBoolean();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private int status(String path) {
    try {
      return fleet.http.get(path).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
