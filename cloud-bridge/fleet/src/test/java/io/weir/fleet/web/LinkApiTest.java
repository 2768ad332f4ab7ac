package io.weir.fleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.fleet.testing.Http;
import io.weir.fleet.testing.RunningFleet;
import io.weir.fleet.testing.TestDevice;
import io.weir.fleet.testing.Wait;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandBatch;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.SegmentBatch;
import io.weir.uplink.proto.Status;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway over HTTP, with its token. */
class LinkApiTest {
  private static final byte[] NOTHING = {};

  @TempDir static Path folder;
  private static RunningFleet fleet;

  @BeforeAll
  static void start() {
    fleet = RunningFleet.alone(folder);
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void segmentsAreStoredOnceAndAnsweredWithRanges() throws Exception {
    TestDevice device = new TestDevice("gw-1");
    Http http = fleet.device("gw-1");
    byte[] foreign = new TestDevice("gw-2").readings(9, "a", Seed.START, 2);
    byte[] one = device.readings(1, "a", Seed.START, 2);
    byte[] two = device.readings(2, "a", Seed.START, 2);
    Ack ack = Seed.send(http, one, two, device.readings(4, "a", Seed.START, 2));
    assertThat(ack.getStoredList())
        .extracting(range -> range.getFirst() + "-" + range.getLast())
        .containsExactly("1-2", "4-4");
    assertThat(Seed.send(http, one).getStoredCount()).isEqualTo(1);
    assertThat(Seed.send(http, foreign).getRefused(0).getReason()).contains("serial");
    assertThat(fleet.http.json("/api/v1/devices/gw-1/accounting").path("points").asInt())
        .isEqualTo(6);
  }

  @Test
  void aPollEndsAsSoonAsThereIsACommand() throws Exception {
    Http http = fleet.device("gw-3");
    status(http, true);
    CompletableFuture<CommandBatch> poll = CompletableFuture.supplyAsync(() -> poll(http, 30));
    // the poll may come before or after the command: both must end it
    var created =
        fleet.http.post("/api/v1/devices/gw-3/commands", "{\"service\":\"s\",\"command\":\"c\"}");
    String location = created.headers().firstValue("Location").orElseThrow();
    Command command = poll.get(20, TimeUnit.SECONDS).getCommands(0);
    assertThat(location).endsWith(command.getId());
    assertThat(poll(http, 0).getCommandsCount()).isZero();
    assertThat(fleet.http.json(location).path("state").asText()).isEqualTo("sent");
    CommandReport done =
        CommandReport.newBuilder()
            .setId(command.getId())
            .setState(CommandReport.State.DONE)
            .setStatus("ok")
            .build();
    String path = "/v1/commands/" + command.getId() + "/reply";
    assertThat(http.bytes("POST", path, done.toByteArray()).statusCode()).isEqualTo(204);
    assertThat(fleet.http.json(location).path("state").asText()).isEqualTo("done");
    assertThat(http.bytes("POST", "/v1/commands/x/reply", done.toByteArray()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aStatusSaysWhoIsThere() throws Exception {
    Http http = fleet.device("gw-4");
    status(http, true);
    Wait.until("online", () -> isOnline("gw-4"));
    status(http, false);
    Wait.until("offline", () -> !isOnline("gw-4"));
  }

  @Test
  void aGatewayThatRunsWildIsSlowedAndOthersAreNot() throws Exception {
    Http wild = fleet.device("gw-5");
    Http calm = fleet.device("gw-6");
    java.net.http.HttpResponse<byte[]> last = null;
    for (int i = 0; i < 5000 && (last == null || last.statusCode() == 200); i++) {
      last = wild.bytes("GET", "/v1/time", NOTHING);
    }
    assertThat(last.statusCode()).isEqualTo(429);
    assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    assertThat(calm.bytes("GET", "/v1/time", NOTHING).statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsNotForGatewaysIsNotOpenToThem() throws Exception {
    Http http = fleet.device("gw-7");
    assertThat(http.get("/api/v1/devices").statusCode()).isEqualTo(401);
    assertThat(fleet.http.get("/v1/time").statusCode()).isEqualTo(401);
  }

  @Test
  void batchesAreBounded() throws Exception {
    Http http = fleet.device("gw-8");
    byte[] none = SegmentBatch.getDefaultInstance().toByteArray();
    assertThat(http.bytes("POST", "/v1/segments", none).statusCode()).isEqualTo(400);
    assertThat(http.bytes("POST", "/v1/segments", new byte[] {1, 2, 3}).statusCode())
        .isEqualTo(400);
    assertThat(http.bytes("POST", "/v1/segments", new byte[9 << 20]).statusCode()).isEqualTo(413);
  }

  private static void status(Http http, boolean online) throws Exception {
    byte[] status =
        Status.newBuilder()
            .setOnline(online)
            .setAtMs(System.currentTimeMillis())
            .build()
            .toByteArray();
    assertThat(http.bytes("POST", "/v1/status", status).statusCode()).isEqualTo(204);
  }

  private static CommandBatch poll(Http http, int wait) {
    try {
      return CommandBatch.parseFrom(http.bytes("GET", "/v1/commands?wait=" + wait, NOTHING).body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isOnline(String serial) {
    try {
      return fleet.http.json("/api/v1/devices/" + serial).path("online").asBoolean();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
