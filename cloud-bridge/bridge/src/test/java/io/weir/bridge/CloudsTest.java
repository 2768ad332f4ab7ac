package io.weir.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.weir.bridge.cloud.Certificates;
import io.weir.bridge.cloud.HttpsTestCloud;
import io.weir.bridge.cloud.MqttTestCloud;
import io.weir.bridge.cloud.TestCloud;
import io.weir.bridge.recorder.GroupLimits;
import io.weir.bridge.tls.TlsFiles;
import io.weir.broker.Message;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One gateway with two clouds that are real: mosquitto over MQTT, and HTTPS. */
class CloudsTest {
  private static final String EU = "eu";
  private static final int READINGS = 300;

  @TempDir private Path folder;
  private final FakeBus bus = new FakeBus();
  private final FakeOutbox outbox = new FakeOutbox();
  private Certificates certificates;
  private MqttTestCloud mqtt;
  private HttpsTestCloud https;
  private Bridge bridge;

  @BeforeEach
  void startClouds() throws Exception {
    certificates = new Certificates(folder.resolve("tls"));
    mqtt = new MqttTestCloud(folder.resolve("cloud"), certificates);
    mqtt.start();
    https = new HttpsTestCloud(certificates);
    https.start();
  }

  @AfterEach
  void stop() throws Exception {
    stopBridge();
    mqtt.close();
    https.close();
  }

  private void stopBridge() {
    if (bridge != null) {
      bridge.close();
      bridge = null;
    }
  }

  private void start() throws Exception {
    start("ssl://localhost:" + mqtt.port());
  }

  private void start(String url) throws Exception {
    Keys first = CloudKeys.of(url, certificates.device("G1"), Map.of());
    GroupLimits group =
        new GroupLimits(Duration.ofMillis(20), Duration.ofMillis(50), 100, 64 * 1024);
    bridge =
        new Bridge(bus, outbox, outbox, outbox, new BridgeSettings("G1", "1.2.3", first, group));
  }

  private Cloud eu() throws Exception {
    return new Cloud(
        EU, CloudKeys.of("https://localhost:" + https.port(), certificates.device("G1"), Map.of()));
  }

  @Tag("slow")
  @Test
  void oneCloudIsCutWhileTheOtherGoesOnAndBothEndWithEverything() throws Exception {
    start();
    bridge.addCloud(eu());
    produce(0);
    Wait.until("both have the first", () -> has(mqtt, 1) && has(https, 1));
    mqtt.stop();
    produce(1);
    Wait.until("https went on", () -> has(https, 2));
    assertThat(has(mqtt, 2)).isFalse();
    assertThat(outbox.waiting("cloud").records()).isGreaterThanOrEqualTo(READINGS);
    stopBridge();
    start();
    bridge.addCloud(eu());
    https.stop();
    mqtt.start();
    produce(2);
    Wait.until("mqtt has everything", () -> has(mqtt, 3));
    https.start();
    Wait.until("both have everything", () -> has(https, 3));
    Wait.until("the outbox is empty", () -> outbox.waiting().isEmpty());
    assertThat(numbers(mqtt)).hasSize(3 * READINGS);
    assertThat(numbers(https)).hasSize(3 * READINGS);
  }

  @Test
  void aNewCloudBeginsWithWhatWaitsAndOneThatWasRemovedHoldsNothingAfterAWhile() throws Exception {
    mqtt.stop();
    start();
    produce(0);
    Wait.until("recorded", () -> bus.kept() == 0);
    Cloud eu = eu();
    bridge.addCloud(eu);
    Wait.until("the new one has what waited", () -> has(https, 1));
    bridge.removeCloud(eu);
    // it may only be that its file is edited
    assertThat(outbox.links()).containsOnly("cloud", EU);
    mqtt.start();
    Wait.until("the first has it", () -> has(mqtt, 1));
  }

  @Test
  void aCloudThatIsWronglyConfiguredIsSaidAndHoldsUpNoOther() throws Exception {
    start();
    bridge.addCloud(new Cloud(EU, CloudKeys.of(Map.of("cloud.url", "https://x", "window", "0"))));
    Wait.until("named", () -> outbox.links().equals(Set.of("cloud", EU)));
    produce(0);
    Wait.until("the first has it", () -> has(mqtt, 1));
    assertThat(outbox.waiting(EU).records()).isGreaterThanOrEqualTo(READINGS);
    Wait.until("said", () -> status().toString().contains("window must be 1 to 1000, was 0"));
    assertThat(status().get("health").toString()).contains("cloud eu: ");
  }

  @Test
  void commandsComeFromEitherAndBothSeeTheAnswers() throws Exception {
    bus.answer(
        "commands.temp_monitor.req",
        request ->
            CompletableFuture.completedFuture(
                Message.of(
                    "_INBOX.x",
                    "[{\"bn\":\"\",\"t\":1,\"n\":\"C\",\"vs\":\"{\\\"status\\\":\\\"ok\\\"}\"}]"
                        .getBytes(UTF_8))));
    start();
    bridge.addCloud(eu());
    Wait.until("born", () -> !mqtt.statuses().isEmpty() && !https.statuses().isEmpty());
    mqtt.command("G1", command("from-mqtt"));
    https.command("G1", command("from-https"));
    for (TestCloud cloud : List.of(mqtt, https)) {
      Wait.until("answers", () -> replies(cloud) >= 4);
    }
  }

  @Test
  void theProgressOfEachIsInTheAnswersAndInItsRecords() throws Exception {
    start();
    bridge.addCloud(eu());
    Wait.until("up", () -> status().toString().contains("name=eu, url=https://localhost"));
    Wait.until("up", () -> status().get("links").toString().split("state=UP").length == 3);
    https.stop();
    produce(0);
    Wait.until("mqtt has it", () -> has(mqtt, 1));
    assertThat(ask("agent.outbox").get("links").toString()).contains("name=cloud", "name=eu");
    Wait.until("told", () -> names(mqtt).contains("urn:cpt:device:sn:G1:weir:link_up:eu"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPoisonSegmentIsGivenUpAfterThreeRefusalsAndTheRestFlows(boolean overHttps)
      throws Exception {
    TestCloud cloud = overHttps ? https : mqtt;
    cloud.refuse(2, "a kind that this store does not know");
    start(overHttps ? "https://localhost:" + https.port() : "ssl://localhost:" + mqtt.port());
    for (int i = 0; i < 4; i++) {
      int before = outbox.batches().size();
      bus.land(reading(i));
      Wait.until("recorded", () -> outbox.batches().size() > before);
    }
    Wait.until("all is gone", () -> outbox.waiting().isEmpty());
    assertThat(outbox.refusals(2)).isEqualTo(3);
    assertThat(cloud.stored().get(2L).getKind()).isEqualTo(Kind.KIND_GAP);
    assertThat(cloud.stored().get(2L).getGapReason())
        .isEqualTo("refused by the cloud: a kind that this store does not know");
    assertThat(cloud.stored()).containsKeys(1L, 3L, 4L);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCertificateIsRenewedUnderLoadAndNothingIsLost(boolean overHttps) throws Exception {
    TestCloud cloud = overHttps ? https : mqtt;
    start(overHttps ? "https://localhost:" + https.port() : "ssl://localhost:" + mqtt.port());
    produce(0);
    Wait.until("it flows", () -> has(cloud, 1));
    TlsFiles device = certificates.device("G1");
    certificates.issue("ca-G1", "G1", "ca", "extendedKeyUsage=clientAuth");
    Files.setLastModifiedTime(device.cert(), FileTime.from(Instant.now().plusSeconds(9)));
    produce(1);
    Wait.until("connected anew", () -> births(cloud) == 2);
    produce(2);
    Wait.until("all there", () -> has(cloud, 3));
    assertThat(numbers(cloud)).hasSize(3 * READINGS);
  }

  @Test
  void aCertificateThatExpiredIsSaidAndARenewedOneIsUsedAtOnce() throws Exception {
    TlsFiles device = certificates.device("G1");
    certificates.expired("ca-G1", "G1", "extendedKeyUsage=clientAuth");
    start();
    produce(0);
    Wait.until(
        "said",
        () -> status().get("health").toString().contains("does not accept our certificate"));
    certificates.issue("ca-G1", "G1", "ca", "extendedKeyUsage=clientAuth");
    Files.setLastModifiedTime(device.cert(), FileTime.from(Instant.now().plusSeconds(9)));
    Wait.until("all there, long before the half minute of a refused identity", () -> has(mqtt, 1));
  }

  private static long births(TestCloud cloud) {
    return cloud.statuses().stream().filter(Status::getOnline).count();
  }

  private static Message reading(int i) {
    return Message.of(
        "events.data",
        ("[{\"n\":\"m\",\"v\":" + i + ",\"t\":" + (1_700_000_000L + i) + "}]").getBytes(UTF_8));
  }

  private static Command command(String id) {
    return Command.newBuilder()
        .setId(id)
        .setService("temp_monitor")
        .setRequest(ByteString.copyFromUtf8("[{\"bn\":\"\",\"n\":\"C\",\"vs\":\"{}\"}]"))
        .build();
  }

  private static long replies(TestCloud cloud) {
    return cloud.stored().values().stream()
        .filter(segment -> segment.getKind() == Kind.KIND_REPLY)
        .count();
  }

  private void produce(int round) {
    IntStream.range(round * READINGS, (round + 1) * READINGS).forEach(i -> bus.land(reading(i)));
  }

  private static boolean has(TestCloud cloud, int rounds) {
    return numbers(cloud).stream().distinct().count() == (long) rounds * READINGS;
  }

  private static List<Double> numbers(TestCloud cloud) {
    return records(cloud).stream()
        .filter(record -> record.name().endsWith(":m"))
        .map(record -> record.number().orElseThrow())
        .toList();
  }

  private static List<String> names(TestCloud cloud) {
    return records(cloud).stream().map(ResolvedRecord::name).toList();
  }

  private static List<ResolvedRecord> records(TestCloud cloud) {
    return cloud.stored().values().stream()
        .filter(segment -> segment.getKind() == Kind.KIND_RECORDS)
        .flatMap(segment -> RecordsCodec.decode(segment.getBody().toByteArray()).stream())
        .toList();
  }

  private Map<String, Object> status() {
    return ask("agent.status");
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
}
