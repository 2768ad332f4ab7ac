package io.weir.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.weir.bridge.cloud.Certificates;
import io.weir.bridge.cloud.MqttTestCloud;
import io.weir.bridge.recorder.GroupLimits;
import io.weir.broker.Message;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole bridge between a bus and outbox in memory and a real mosquitto. */
@Tag("slow")
class BridgeTest {
  @TempDir private Path folder;
  private final FakeBus bus = new FakeBus();
  private final FakeOutbox outbox = new FakeOutbox();
  private MqttTestCloud cloud;
  private Certificates certificates;
  private Bridge bridge;

  @BeforeEach
  void startCloud() throws Exception {
    certificates = new Certificates(folder.resolve("tls"));
    cloud = new MqttTestCloud(folder.resolve("cloud"), certificates);
    cloud.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (bridge != null) {
      bridge.close();
    }
    cloud.close();
  }

  private void start() throws Exception {
    bridge =
        new Bridge(
            bus,
            outbox,
            outbox,
            outbox,
            new BridgeSettings(
                "G1",
                "1.2.3",
                CloudKeys.of(
                    "ssl://localhost:" + cloud.port(), certificates.device("G1"), Map.of()),
                new GroupLimits(Duration.ofMillis(20), Duration.ofMillis(50), 1_000, 64 * 1024)));
  }

  @Test
  void aReadingGoesFromTheBusToTheCloudAndLeavesTheOutbox() throws Exception {
    start();
    bus.land(reading("temperature", 21.5));
    Wait.until("in the cloud", () -> names().contains("urn:cpt:device:sn:G1:temperature"));
    Wait.until("gone from the bus", () -> bus.kept() == 0);
    Wait.until("gone from the outbox", () -> outbox.waiting().isEmpty());
  }

  @Test
  void whatWasRecordedWhileTheCloudWasAwayArrivesOnce() throws Exception {
    cloud.stop();
    start();
    for (int i = 0; i < 5_000; i++) {
      bus.land(reading("m", i));
    }
    Wait.until("recorded", () -> bus.kept() == 0);
    assertThat(outbox.waiting()).isNotEmpty();

    cloud.start();
    Wait.until("delivered", () -> outbox.waiting().isEmpty());
    List<ResolvedRecord> arrived =
        records().filter(record -> record.name().endsWith(":m")).toList();
    assertThat(arrived).hasSize(5_000);
    assertThat(arrived.stream().map(record -> record.number().orElseThrow()).distinct())
        .hasSize(5_000);
  }

  @Test
  void aCommandFromTheCloudIsRunAndItsAnswerArrives() throws Exception {
    bus.answer(
        "commands.temp_monitor.req",
        request ->
            CompletableFuture.completedFuture(
                Message.of(
                    "_INBOX.x",
                    "[{\"bn\":\"\",\"t\":1,\"n\":\"C\",\"vs\":\"{\\\"status\\\":\\\"ok\\\"}\"}]"
                        .getBytes(UTF_8))));
    start();
    Wait.until("born", () -> !cloud.statuses().isEmpty());
    cloud.command(
        "G1",
        Command.newBuilder()
            .setId("c1")
            .setService("temp_monitor")
            .setRequest(ByteString.copyFromUtf8("[{\"bn\":\"\",\"n\":\"C\",\"vs\":\"{}\"}]"))
            .build());
    Wait.until(
        "answered",
        () -> reports().anyMatch(r -> r.getId().equals("c1") && r.getStatus().equals("ok")));
  }

  @Test
  void theBirthTellsOfServicesAndIsSaidAgainWhenOneComes() throws Exception {
    start();
    Wait.until("born", () -> !cloud.statuses().isEmpty());
    bus.answer(
        "services.temp_monitor.describe",
        request ->
            CompletableFuture.completedFuture(
                Message.of("x", "{\"service\":\"temp_monitor\",\"metrics\":[]}".getBytes(UTF_8))));
    bus.deliver(
        "services.*.heartbeat",
        Message.of(
            "services.temp_monitor.heartbeat",
            "{\"service\":\"temp_monitor\",\"state\":\"RUNNING\"}".getBytes(UTF_8)));
    Wait.until(
        "told",
        () ->
            cloud.statuses().stream()
                .flatMap(status -> status.getServicesList().stream())
                .anyMatch(
                    service ->
                        service.getName().equals("temp_monitor")
                            && service.getState().equals("RUNNING")
                            && service.getDescriptionJson().contains("metrics")));
    Status first = cloud.statuses().get(0);
    assertThat(first.getAgentVersion()).isEqualTo("1.2.3");
    assertThat(first.getEpoch().size()).isEqualTo(16);
  }

  @Test
  void theAgentReportsItselfAsRecords() throws Exception {
    start();
    Wait.until("reported", () -> names().contains("urn:cpt:device:sn:G1:weir:backlog_records"));
    Wait.until("reported", () -> names().contains("urn:cpt:device:sn:G1:weir:link_up"));
    assertThat(
            records()
                .filter(record -> record.name().endsWith("weir:rss_bytes"))
                .findFirst()
                .orElseThrow()
                .number()
                .orElseThrow())
        .isGreaterThan(1e6);
  }

  @Test
  void statusAndOutboxAreAnsweredOnTheBus() throws Exception {
    start();
    Wait.until("born", () -> !cloud.statuses().isEmpty());
    Wait.until("said", () -> ask("agent.status").get("health").equals(""));
    Map<String, Object> status = ask("agent.status");
    assertThat(status).containsEntry("serial", "G1").containsEntry("version", "1.2.3");
    assertThat(status.get("links").toString()).contains("state=UP");
    assertThat(ask("agent.outbox")).containsKeys("waiting", "diskBytes", "evicted");
  }

  @Test
  void aSilentStoreIsAskedAgainAndNothingIsLost() throws Exception {
    cloud.silent(true);
    start();
    bus.land(reading("m", 1));
    Wait.until("sent", () -> !cloud.arrived().isEmpty());
    assertThat(outbox.waiting()).isNotEmpty();
    // the store comes back with a new connection, as a fleet that was killed does
    cloud.silent(false);
    cloud.stop();
    cloud.start();
    Wait.until("stored", () -> outbox.waiting().isEmpty());
    assertThat(names()).contains("urn:cpt:device:sn:G1:m");
  }

  @Test
  void closingTakesLessThanTwoSecondsEvenWhenTheCloudIsFrozen() throws Exception {
    start();
    Wait.until("born", () -> !cloud.statuses().isEmpty());
    cloud.freeze(true);
    try {
      bus.land(reading("m", 1));
      Wait.until("recorded", () -> bus.kept() == 0);
      long before = System.nanoTime();
      bridge.close();
      assertThat((System.nanoTime() - before) / 1e9).isLessThan(2);
    } finally {
      cloud.freeze(false);
    }
  }

  private Map<String, Object> ask(String subject) {
    String inbox = "_INBOX.test";
    int before = bus.sent(inbox).size();
    bus.deliver(subject, new Message(subject, Map.of(), new byte[0], inbox));
    Wait.until("answer", () -> bus.sent(inbox).size() > before);
    try {
      return JSON.std.mapFrom(bus.sent(inbox).get(before).payload());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> names() {
    return records().map(ResolvedRecord::name).toList();
  }

  private Stream<ResolvedRecord> records() {
    return cloud.stored().values().stream()
        .filter(segment -> segment.getKind() == Kind.KIND_RECORDS)
        .flatMap(segment -> RecordsCodec.decode(segment.getBody().toByteArray()).stream());
  }

  private Stream<CommandReport> reports() {
    return cloud.stored().values().stream()
        .filter(segment -> segment.getKind() == Kind.KIND_REPLY)
        .map(BridgeTest::report);
  }

  private static CommandReport report(Segment segment) {
    try {
      return CommandReport.parseFrom(segment.getBody());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Message reading(String name, double value) {
    return Message.of(
        "events.data",
        ("[{\"n\":\"" + name + "\",\"v\":" + value + ",\"t\":1700000000}]").getBytes(UTF_8));
  }
}
