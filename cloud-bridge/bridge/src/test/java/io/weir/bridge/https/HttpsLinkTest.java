package io.weir.bridge.https;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import io.weir.bridge.Wait;
import io.weir.bridge.cloud.Certificates;
import io.weir.bridge.cloud.CloudLinkContract;
import io.weir.bridge.cloud.HttpsTestCloud;
import io.weir.bridge.cloud.TestCloud;
import io.weir.bridge.tls.TlsFiles;
import io.weir.bridge.uplink.Outage;
import io.weir.bridge.uplink.Outgoing;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.Segments;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract against the JDK's HTTPS server, and what only HTTPS has. */
@Tag("slow")
class HttpsLinkTest extends CloudLinkContract {

  @Override
  protected TestCloud cloud(Path folder, Certificates certificates) throws Exception {
    return new HttpsTestCloud(certificates);
  }

  private HttpsTestCloud https() {
    return (HttpsTestCloud) cloud;
  }

  @Test
  void aTokenSaysWhoWeAre() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret-token\n");
    withoutCertificate(token, null);
    https().gate(https().token("s3cret-token"));
    connect();
    link.send(List.of(segment(1)));
    Wait.until("stored", () -> heard.storedNumbers().equals(List.of(1L)));
  }

  @Test
  void aRevokedTokenIsAMatterOfIdentityAndANewOneIsNoticed() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "old");
    withoutCertificate(token, null);
    https().gate(https().token("brand-new"));
    link.connect(BIRTH, SILENCE, heard);
    Wait.until("down", () -> heard.downs.size() == 1);
    assertThat(heard.downs.get(0).kind()).isEqualTo(Outage.Kind.IDENTITY);

    assertThat(link.credentialsChanged()).isFalse();
    Files.writeString(token, "brand-new");
    assertThat(link.credentialsChanged()).isTrue();
    connect();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 11, -11, 525_600})
  void signedRequestsPassWhateverTheCloudsClockSays(long minutes) throws Exception {
    byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("key"), key);
    withoutCertificate(null, file);
    https().clockOffset(Duration.ofMinutes(minutes));
    https().gate(https().signed(key));
    connect();
    link.send(List.of(segment(1), segment(2)));
    Wait.until("stored", () -> heard.storedNumbers().equals(List.of(1L, 2L)));
    assertThat(heard.downs).isEmpty();
  }

  @Test
  void aTimeThatNoClockShowsEndsTheAttemptAndDoesNotHang() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "a key");
    withoutCertificate(null, file);
    https()
        .gate(
            exchange -> {
              exchange.getResponseHeaders().set("Weir-Time", Long.toString(Long.MAX_VALUE));
              return 401;
            });
    link.connect(BIRTH, SILENCE, heard);
    Wait.until("down", () -> heard.downs.size() == 1);
    assertThat(heard.ups).isZero();
  }

  @Test
  void aWrongKeyIsAMatterOfIdentity() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), "another");
    withoutCertificate(null, file);
    https().gate(https().signed("the right one".getBytes(StandardCharsets.UTF_8)));
    link.connect(BIRTH, SILENCE, heard);
    Wait.until("down", () -> heard.downs.size() == 1);
    assertThat(heard.downs.get(0).kind()).isEqualTo(Outage.Kind.IDENTITY);
    assertThat(cloud.statuses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void aBusyCloudIsLeftAloneAsLongAsItAsks(int status) {
    connect();
    https().retryAfter("120");
    https().gate(exchange -> status);
    link.send(List.of(segment(1)));
    Wait.until("down", () -> heard.downs.size() == 1);
    assertThat(heard.downs.get(0).kind()).isEqualTo(Outage.Kind.BUSY);
    assertThat(heard.downs.get(0).retryAfter()).isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void anAnswerWithoutAnEndIsGivenUp() {
    downBecause(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] much = new byte[64 * 1024];
          for (int i = 0; i < 10_000; i++) {
            exchange.getResponseBody().write(much);
          }
        },
        "more than 4194304 bytes");
  }

  @Test
  void anAnswerThatTricklesIsGivenUp() {
    CountDownLatch over = new CountDownLatch(1);
    link.connect(BIRTH, Duration.ofSeconds(4), heard);
    Wait.until(() -> "up, but " + heard.downs, () -> heard.ups == 1);
    https()
        .answer(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              do {
                exchange.getResponseBody().write(0);
                exchange.getResponseBody().flush();
              } while (!waited(over));
            });
    link.send(List.of(segment(1)));
    Wait.until("down", () -> heard.downs.size() == 1);
    over.countDown();
    assertThat(heard.downs.get(0).reason()).contains("does not come to its end");
    assertThat(heard.delivered).isEmpty();
  }

  private static boolean waited(CountDownLatch over) {
    try {
      return over.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>log in to the hotel</html>", "{\"stored\":true}", "\u0000"})
  void anAnswerThatIsNoAcknowledgementDeliversNothing(String text) {
    downBecause(
        exchange -> {
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
        },
        "no acknowledgement");
    assertThat(heard.delivered).isEmpty();
  }

  @Test
  void aBombIsNotUnpacked() {
    downBecause(
        exchange -> {
          var packed = new ByteArrayOutputStream();
          try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(new byte[50_000_000]);
          }
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, packed.size());
          exchange.getResponseBody().write(packed.toByteArray());
        },
        "no acknowledgement");
  }

  @Test
  void nobodyIsFollowedElsewhere() {
    downBecause(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "https://localhost:1/v1/segments");
          exchange.sendResponseHeaders(307, -1);
        },
        "with 307");
  }

  private void downBecause(HttpHandler answer, String reason) {
    connect();
    https().answer(answer);
    link.send(List.of(segment(1)));
    Wait.until("down", () -> heard.downs.size() == 1);
    assertThat(heard.downs.get(0).reason()).contains(reason);
    assertThat(heard.acks).isEmpty();
  }

  @Test
  void anAlertDoesNotWaitForALargeRequestThatTakesItsTime() {
    connect();
    CountDownLatch over = new CountDownLatch(1);
    https()
        .gate(
            exchange ->
                ((byte[]) exchange.getAttribute("body")).length < 4_096 || waited(over, 60)
                    ? 200
                    : 500);
    link.send(List.of(large(1), large(2), segment(3), alert(4)));
    Wait.until("3 and 4", () -> heard.storedNumbers().equals(List.of(3L, 4L)));
    over.countDown();
    Wait.until("all", () -> heard.storedNumbers().equals(List.of(1L, 2L, 3L, 4L)));
    assertThat(heard.downs).isEmpty();
  }

  private Outgoing large(long seq) {
    byte[] noise = new byte[20_000];
    new java.util.Random(seq).nextBytes(noise);
    byte[] kept =
        Segments.records(
            io.weir.uplink.proto.Lane.LANE_DATA,
            List.of(ResolvedRecord.of("urn:x", "", 1_700_000_000, new Value.Data(noise))));
    return new Outgoing(seq, Lane.DATA, Segments.address(SERIAL, EPOCH, seq, seq, kept));
  }

  private Outgoing alert(long seq) {
    return new Outgoing(seq, Lane.ALERT, segment(seq).wire());
  }

  private static boolean waited(CountDownLatch over, int seconds) {
    try {
      return over.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void aTokenThatCannotBeAHeaderIsAMatterOfIdentityAndIsNotSaid() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\nof two lines");
    withoutCertificate(token, null);
    link.connect(BIRTH, SILENCE, heard);
    Wait.until("down", () -> heard.downs.size() == 1);
    assertThat(heard.downs.get(0).kind()).isEqualTo(Outage.Kind.IDENTITY);
    assertThat(heard.downs.get(0).reason()).contains("token").doesNotContain("s3cret");
  }

  @Test
  void oneBadSegmentDoesNotHoldUpTheOthersOfItsRequest() {
    connect();
    https()
        .gate(
            exchange -> {
              byte[] body = (byte[]) exchange.getAttribute("body");
              boolean posted = exchange.getRequestURI().getPath().equals("/v1/segments");
              return posted && holds(body, 2) ? 400 : 200;
            });
    link.send(List.of(segment(1), segment(2), segment(3)));
    Wait.until("1 and 3", () -> heard.storedNumbers().equals(List.of(1L, 3L)));
    Wait.until(
        "2 refused",
        () ->
            heard.acks.stream()
                .flatMap(ack -> ack.getRefusedList().stream())
                .anyMatch(refusal -> refusal.getSeq() == 2));
  }

  private static boolean holds(byte[] body, long seq) {
    try {
      return io.weir.uplink.proto.SegmentBatch.parseFrom(body).getSegmentsList().stream()
          .anyMatch(segment -> segment.getSeq() == seq);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private void withoutCertificate(Path token, Path key) throws Exception {
    https().stop();
    https().withoutCertificates();
    https().start();
    link.close();
    TlsFiles trust = new TlsFiles(device.ca(), null, null);
    link = https().link(SERIAL, trust, "localhost", token, key);
  }
}
