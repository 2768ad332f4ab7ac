package io.weir.fleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.fleet.testing.RunningFleet;
import io.weir.fleet.testing.TestDevice;
import io.weir.uplink.HmacSignature;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.SegmentBatch;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways that sign: every part of a request counts, and a request counts once. */
class SignedRequestsTest {
  private static final String PATH = "/v1/segments";

  @TempDir static Path folder;
  private static RunningFleet fleet;
  private static String key;
  private final HttpClient client = HttpClient.newHttpClient();
  private final byte[] body = batch(1);
  private final String nonce = UUID.randomUUID().toString();
  private final long now = System.currentTimeMillis();

  @BeforeAll
  static void start() {
    fleet = RunningFleet.alone(folder);
    key = fleet.key("gw-1");
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void aSignedRequestIsTakenAndItsReplaysAreNot() throws Exception {
    String signature = sign("POST", PATH, "gw-1", now, nonce, body);
    assertThat(post(PATH, "gw-1", now, nonce, body, signature).statusCode()).isEqualTo(200);
    for (int i = 0; i < 100; i++) {
      assertThat(post(PATH, "gw-1", now, nonce, body, signature).statusCode()).isEqualTo(401);
    }
    assertThat(fleet.http.json("/api/v1/devices/gw-1/accounting").path("points").asInt())
        .isEqualTo(2);
  }

  @Test
  void eachSignedPartThatWasChangedIsNoticed() throws Exception {
    fleet.key("gw-2");
    String signature = sign("POST", PATH, "gw-1", now, nonce, body);
    String get = sign("GET", PATH, "gw-1", now, nonce, body);
    assertThat(post(PATH, "gw-1", now, nonce, body, get).statusCode()).isEqualTo(401);
    assertThat(post(PATH + "?x=1", "gw-1", now, nonce, body, signature).statusCode())
        .isEqualTo(401);
    assertThat(post("/v1/status", "gw-1", now, nonce, body, signature).statusCode()).isEqualTo(401);
    assertThat(post(PATH, "gw-2", now, nonce, body, signature).statusCode()).isEqualTo(401);
    assertThat(post(PATH, "gw-1", now + 1, nonce, body, signature).statusCode()).isEqualTo(401);
    assertThat(post(PATH, "gw-1", now, nonce + "x", body, signature).statusCode()).isEqualTo(401);
    assertThat(post(PATH, "gw-1", now, nonce, batch(2), signature).statusCode()).isEqualTo(401);
    String other = (signature.charAt(0) == '0' ? "1" : "0") + signature.substring(1);
    assertThat(post(PATH, "gw-1", now, nonce, body, other).statusCode()).isEqualTo(401);
    assertThat(post(PATH, "gw-1", now, nonce, body, "").statusCode()).isEqualTo(401);
    assertThat(post(PATH, "nobody", now, nonce, body, signature).statusCode()).isEqualTo(401);
    assertThat(post(PATH, "gw-1", now, "short", body, signature).statusCode()).isEqualTo(401);
    // and none of these has used the nonce up
    assertThat(post(PATH, "gw-1", now, nonce, body, signature).statusCode()).isEqualTo(200);
  }

  @Test
  void aClockThatIsNineMinutesOffPassesAndOneOfElevenIsToldTheTime() throws Exception {
    for (int sign : new int[] {-1, 1}) {
      long nine = now + sign * Duration.ofMinutes(9).toMillis();
      String early = UUID.randomUUID().toString();
      String good = sign("POST", PATH, "gw-1", nine, early, body);
      assertThat(post(PATH, "gw-1", nine, early, body, good).statusCode()).isEqualTo(200);
      long eleven = now + sign * Duration.ofMinutes(11).toMillis();
      String signature = sign("POST", PATH, "gw-1", eleven, nonce, body);
      HttpResponse<String> refused = post(PATH, "gw-1", eleven, nonce, body, signature);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValueAsLong("Weir-Time").orElseThrow())
          .isBetween(now, now + 60_000);
    }
  }

  @Test
  void aSignedPollIsAnswered() throws Exception {
    String path = "/v1/commands?wait=0";
    String signature = sign("GET", path, "gw-1", now, nonce, new byte[0]);
    HttpRequest request =
        request(path, "gw-1", now, nonce, signature).method("GET", none()).build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  private static HttpRequest.BodyPublisher none() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private static byte[] batch(long seq) {
    byte[] segment = new TestDevice("gw-1").readings(seq, "a", Seed.START, 2);
    return SegmentBatch.newBuilder().addSegments(Segments.parse(segment)).build().toByteArray();
  }

  private static String sign(
      String method, String path, String device, long at, String nonce, byte[] body) {
    return HmacSignature.sign(
        key.getBytes(StandardCharsets.UTF_8),
        new HmacSignature.Request(method, path, device, at, nonce, body));
  }

  private HttpResponse<String> post(
      String path, String device, long at, String nonce, byte[] body, String signature)
      throws Exception {
    return client.send(
        request(path, device, at, nonce, signature)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(
      String path, String device, long at, String nonce, String signature) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fleet.server.httpPort() + path))
        .header("Content-Type", "application/x-protobuf")
        .header("Authorization", "Weir-HMAC " + signature)
        .header("Weir-Device", device)
        .header("Weir-Timestamp", Long.toString(at))
        .header("Weir-Nonce", nonce);
  }
}
