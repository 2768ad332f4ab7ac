package io.weir.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.cloud.PlainBroker;
import io.weir.bridge.recorder.GroupLimits;
import io.weir.broker.Message;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud that is a mosquitto and nothing else. */
class BrokerOnlyTest {
  private static final String BASE = "urn:cpt:device:sn:G1:";

  @TempDir private Path folder;
  private final FakeBus bus = new FakeBus();
  private final FakeOutbox outbox = new FakeOutbox();
  private PlainBroker broker;
  private Bridge bridge;

  @BeforeEach
  void startBroker() throws Exception {
    broker = new PlainBroker(folder.resolve("broker"));
    broker.start();
  }

  @AfterEach
  void stop() throws Exception {
    if (bridge != null) {
      bridge.close();
    }
    broker.close();
  }

  private void start(Map<String, String> more) {
    Map<String, String> keys = new java.util.HashMap<>(Map.of("ack", "broker"));
    keys.putAll(more);
    bridge =
        new Bridge(
            bus,
            outbox,
            outbox,
            outbox,
            new BridgeSettings(
                "G1",
                "1.2.3",
                CloudKeys.of("tcp://localhost:" + broker.port(), null, keys),
                new GroupLimits(Duration.ofMillis(20), Duration.ofMillis(50), 1_000, 64 * 1024)));
  }

  @Test
  void everyReadingArrivesAsSenmlAndThePubackLetsItGo() {
    start(Map.of("payload", "senml-json", "message.bytes", "4096"));
    for (int i = 0; i < 2_000; i++) {
      bus.land(reading("m", i));
    }
    Wait.until(
        "all there", () -> readings().map(ResolvedRecord::number).distinct().count() == 2_000);
    Wait.until("let go", () -> outbox.waiting().isEmpty());
    assertThat(broker.arrived())
        .allSatisfy(message -> assertThat(message.payload().length).isLessThanOrEqualTo(4_096));
    assertThat(broker.arrived())
        .extracting(PlainBroker.Arrived::topic)
        .containsOnly("weir/G1/senml/data");
  }

  @Test
  void ourOwnSegmentsGoUnderAnyTopic() {
    start(Map.of("topic", "plant/7/{serial}", "topic.status", "none", "topic.command", "none"));
    bus.land(reading("m", 1));
    Wait.until("there", () -> !broker.arrived().isEmpty());
    assertThat(broker.arrived().get(0).topic()).isEqualTo("plant/7/G1");
    assertThat(io.weir.uplink.Segments.parse(broker.arrived().get(0).payload()).getSerial())
        .isEqualTo("G1");
  }

  @Test
  void birthLastWillAndCommandsAreJson() throws Exception {
    bus.answer(
        "commands.temp_monitor.req",
        request ->
            CompletableFuture.completedFuture(
                Message.of(
                    "_INBOX.x",
                    "[{\"bn\":\"\",\"t\":1,\"n\":\"C\",\"vs\":\"{\\\"status\\\":\\\"ok\\\"}\"}]"
                        .getBytes(UTF_8))));
    start(
        Map.of(
            "payload", "senml-json",
            "topic.status", "state/{serial}",
            "topic.command", "do/{serial}"));
    Wait.until("born", () -> on("state/G1").anyMatch(text -> text.contains("\"online\":true")));
    broker.publish("do/G1", "{\"id\":\"1\",\"service\":\"temp_monitor\",\"command\":\"C\"}");
    Wait.until(
        "answered",
        () -> on("weir/G1/senml/reply").anyMatch(text -> text.contains("\\\"status\\\":\\\"ok")));
    bridge.close();
    Wait.until("gone", () -> on("state/G1").anyMatch(text -> text.contains("\"online\":false")));
  }

  private Stream<String> on(String topic) {
    return broker.arrived().stream()
        .filter(message -> message.topic().equals(topic))
        .map(message -> new String(message.payload(), UTF_8));
  }

  private Stream<ResolvedRecord> readings() {
    return broker.arrived().stream()
        .filter(message -> message.topic().equals("weir/G1/senml/data"))
        .flatMap(m -> SenmlPack.parse(m.payload()).resolve(Instant.now(), null).stream())
        .filter(record -> record.name().equals(BASE + "m"));
  }

  private static Message reading(String name, double value) {
    return Message.of(
        "events.data",
        ("[{\"n\":\"" + name + "\",\"v\":" + value + ",\"t\":1700000000}]").getBytes(UTF_8));
  }
}
