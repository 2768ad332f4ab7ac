package io.weir.fleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.weir.fleet.store.Database;
import io.weir.fleet.testing.Http;
import io.weir.fleet.testing.RunningFleet;
import io.weir.fleet.testing.TestDevice;
import io.weir.uplink.proto.SignalFrame;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the API says of a gateway: why records are missing, what its signals are; and of mistakes.
 */
@Tag("slow")
class DeviceApiTest {
  private static final String DEVICE = "/api/v1/devices/gw-1";

  @TempDir static Path folder;
  private static RunningFleet fleet;

  @BeforeAll
  static void start() throws Exception {
    fleet = RunningFleet.alone(folder);
    Seed.into(fleet);
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void lossesAreToldByReasonWithTheirTimes() throws Exception {
    JsonNode losses = fleet.http.json(DEVICE).path("losses");
    assertThat(losses).hasSize(1);
    assertThat(losses.get(0).toString())
        .isEqualTo(
            "{\"reason\":\"drop-oldest\",\"gaps\":1,\"records\":20,"
                + "\"from\":\"2023-11-14T22:13:40Z\",\"to\":\"2023-11-14T22:14:00Z\"}");
  }

  @Test
  void moreGapsThanAnAnswerHoldsAreToldTogetherAndNoneIsLeftOut() throws Exception {
    TestDevice flapping = new TestDevice("gw-flapping");
    Http http = fleet.device("gw-flapping");
    for (int batch = 0; batch < 12; batch++) {
      byte[][] gaps = new byte[100][];
      for (int i = 0; i < gaps.length; i++) {
        int seq = batch * gaps.length + i + 1;
        double at = Seed.START + seq * 10;
        gaps[i] = flapping.gap(seq, seq, 3, at, at + 1, i % 2 == 0 ? "disk-full: x" : "thin: y");
      }
      Seed.send(http, gaps);
    }
    Seed.send(http, flapping.readings(1201, "a", Seed.START, 1));
    JsonNode gaps =
        fleet
            .http
            .json("/api/v1/devices/gw-flapping/points?name=a&from=1700000000&to=1700020000")
            .path("gaps");
    int sum = 0;
    for (JsonNode gap : gaps) {
      sum += gap.path("records").asInt();
    }
    assertThat(sum).isEqualTo(3600);
    assertThat(gaps.size()).isBetween(1, 1200);
    JsonNode devices = fleet.http.json("/api/v1/devices").path("devices");
    JsonNode listed = fleet.http.json("/api/v1/devices/gw-flapping").path("gapReasons");
    for (JsonNode device : devices) {
      if (device.path("serial").asText().equals("gw-flapping")) {
        assertThat(device.path("gapReasons")).isEqualTo(listed);
      }
    }
    assertThat(listed.path("thin").asInt()).isEqualTo(1800);
  }

  @Test
  void aSignalIsToldAsItsNewestFrameSays() throws Exception {
    JsonNode signals = fleet.http.json(DEVICE + "/signals").path("signals");
    assertThat(signals).hasSize(1);
    assertThat(signals.get(0).toString())
        .isEqualTo(
            "{\"name\":\"vibration\",\"channels\":[{\"key\":\"x\",\"unit\":\"g\"},"
                + "{\"key\":\"y\",\"unit\":\"g\"}],\"frames\":2,\"intervalSeconds\":0.001,"
                + "\"samples\":1,\"first\":\"2023-11-14T22:13:21Z\","
                + "\"last\":\"2023-11-14T22:13:21Z\"}");
    JsonNode samples =
        fleet.http.json(
            DEVICE + "/samples?name=vibration&channel=y&from=1700000000&to=1700000000.5");
    assertThat(samples.path("v").toString()).isEqualTo("[-1.0,-2.0]");
  }

  @Test
  void framesThatNobodyCanReadAreKeptAndDoNotStandInTheWay() throws Exception {
    TestDevice hostile = new TestDevice("gw-hostile");
    ByteString unknown =
        SignalFrame.newBuilder().setStream("s").setEncodingValue(99).build().toByteString();
    Seed.send(
        fleet.device("gw-hostile"),
        hostile.signal(1, Seed.START, Seed.START, unknown),
        hostile.signal(2, Seed.START, Seed.START, ByteString.copyFromUtf8("no protobuf")),
        hostile.frame(3, "good", Seed.START, (short) 1, (short) 2));
    String device = "/api/v1/devices/gw-hostile";
    assertThat(fleet.http.json(device + "/signals").path("signals")).hasSize(1);
    String range = "/samples?from=1699999999&to=1700000001&name=";
    assertThat(fleet.http.json(device + range + "s").path("t")).isEmpty();
    assertThat(fleet.http.json(device + range + "good").path("t")).hasSize(1);
  }

  @Test
  void aWrongBodyIsToldWithFieldAndPlace() throws Exception {
    said("{\"service\":\"s\",\"command\":\"c\",\"deadlineSeconds\":\"soon\"}", "deadlineSeconds")
        .isEqualTo("deadlineSeconds must be a whole number (line 1, column 48)");
    said("{\"service\":{},\"command\":\"c\"}", "service").startsWith("service must be a text");
    said("{\n\"service\":\"s\",\n \"commend\":\"c\"}", "commend")
        .contains("\"commend\" is not known here; known are arguments, command, ")
        .contains("line 3");
    said("[1]", "").startsWith("expected a JSON object (line 1, column 1)");
    said("{\"service\":\"s\",}", "").contains("line 1, column 16").doesNotContain("com.fasterxml");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> said(String body, String field)
      throws Exception {
    HttpResponse<String> response = fleet.http.post(DEVICE + "/commands", body);
    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode problem = Http.JSON.readTree(response.body());
    assertThat(problem.path("field").asText()).isEqualTo(field);
    return assertThat(problem.path("detail").asText());
  }

  @Test
  void commandsAreListedPageByPageAndEachOnce() throws Exception {
    fleet.device("gw-many");
    String list = "/api/v1/devices/gw-many/commands";
    Set<String> sent = new HashSet<>();
    for (int i = 0; i < 25; i++) {
      String command = "{\"service\":\"s\",\"command\":\"c\",\"deadlineSeconds\":600}";
      sent.add(Http.JSON.readTree(fleet.http.post(list, command).body()).path("id").asText());
    }
    // some of them in the same millisecond, as a script sends them
    try (Database database = Database.open(folder)) {
      database.useWrite(
          handle -> handle.execute("UPDATE command SET created_ms = created_ms / 1000 * 1000"));
    }
    List<String> seen = new ArrayList<>();
    String times = "";
    JsonNode page = fleet.http.json(list + "?limit=7");
    for (int pages = 1; ; pages++) {
      for (JsonNode command : page.path("commands")) {
        seen.add(command.path("id").asText());
        String created = command.path("createdAt").asText();
        assertThat(times.isEmpty() || created.compareTo(times) <= 0).as("newest first").isTrue();
        times = created;
      }
      if (page.path("older").isNull()) {
        assertThat(pages).isEqualTo(4);
        break;
      }
      page = fleet.http.json(page.path("older").asText());
    }
    assertThat(seen).hasSize(25).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
    assertThat(fleet.http.json(list).path("commands")).hasSize(25);
    // a command of another gateway is no place in this list
    assertThat(fleet.http.get(DEVICE + "/commands?before=" + seen.get(0)).statusCode())
        .isEqualTo(400);
  }
}
