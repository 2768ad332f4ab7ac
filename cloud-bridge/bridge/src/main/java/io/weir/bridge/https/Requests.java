package io.weir.bridge.https;

import io.weir.uplink.HmacSignature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;

/**
 * Builds requests that say who sends them: {@code Weir-Device} with the serial number, and a bearer
 * token (RFC 6750), or a signature in {@code Authorization: Weir-HMAC} with {@code Weir-Timestamp}
 * and {@code Weir-Nonce} (HmacSignature), or nothing where the client certificate says it. Any
 * thread.
 */
final class Requests {
  // a line that is silent for longer is given up by the watchdog, and sooner than that
  private static final int SILENCES = 2;
  private static final String TYPE = "application/x-protobuf";
  // the year 2200: what is later is no clock's
  private static final Instant LATEST = Instant.ofEpochSecond(7_258_118_400L);
  // a difference that no window of timestamps would notice
  private static final Duration SAME_TIME = Duration.ofSeconds(5);

  private final HttpsSettings settings;
  private final Duration silence;
  private final InstantSource clock;
  private final String token;
  private final byte[] key;
  private final Optional<String> proxyAuthorization;
  private volatile Duration clockOffset = Duration.ZERO;

  /**
   * @param silence how long a line may be silent
   * @throws IOException if the token, key or proxy's password cannot be read
   */
  Requests(HttpsSettings settings, Duration silence, InstantSource clock) throws IOException {
    this.settings = settings;
    this.silence = silence;
    this.clock = clock;
    token = settings.tokenFile() == null ? null : token(settings.tokenFile());
    key = settings.keyFile() == null ? null : key(settings);
    proxyAuthorization =
        settings.proxy() == null ? Optional.empty() : settings.proxy().authorization();
  }

  /** The client would refuse it as a header too, and say it in full. */
  private static String token(Path file) throws IOException {
    String text = Files.readString(file).strip();
    if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IOException(
          "the token in %s must be one word of ASCII, found %d characters, not all of them such"
              .formatted(file, text.length()));
    }
    return text;
  }

  private static byte[] key(HttpsSettings settings) throws IOException {
    String text = Files.readString(settings.keyFile()).strip();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  HttpRequest post(String path, byte[] body) {
    return signed("POST", path, body)
        .timeout(silence.multipliedBy(SILENCES))
        .header("Content-Type", TYPE)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  /** How long the cloud may hold a request for commands. */
  Duration poll() {
    return settings.poll();
  }

  HttpRequest commands(Duration wait) {
    String path = "/v1/commands?wait=" + wait.toSeconds();
    return signed("GET", path, new byte[0])
        .timeout(wait.plus(silence))
        .header("Accept", TYPE)
        .GET()
        .build();
  }

  /**
   * Learns how far the cloud's clock is from ours, from an answer that refuses us: its {@code
   * Weir-Time} in milliseconds since 1970, or else its {@code Date}. A signature with our time
   * would be refused for ever on a gateway whose clock is not set yet; its own clock is left alone.
   *
   * @return whether another try may be worth it
   */
  boolean learnedClock(HttpResponse<?> answer) {
    Optional<Instant> theirs =
        answer
            .headers()
            .firstValue("Weir-Time")
            .flatMap(Requests::millis)
            .or(() -> answer.headers().firstValue("Date").flatMap(Requests::date))
            .filter(time -> time.isAfter(Instant.EPOCH) && time.isBefore(LATEST));
    if (key == null || theirs.isEmpty()) {
      return false;
    }
    Duration offset = Duration.between(clock.instant(), theirs.get());
    boolean news = offset.minus(clockOffset).abs().compareTo(SAME_TIME) > 0;
    clockOffset = offset;
    return news;
  }

  private HttpRequest.Builder signed(String method, String path, byte[] body) {
    URI uri = URI.create(settings.url() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Weir-Device", settings.serial());
    // the client takes it to the proxy, and never through the tunnel
    proxyAuthorization.ifPresent(login -> request.header("Proxy-Authorization", login));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (key != null) {
      String nonce = UUID.randomUUID().toString();
      long timestamp = clock.instant().plus(clockOffset).toEpochMilli();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String signature =
          HmacSignature.sign(
              key,
              new HmacSignature.Request(
                  method, uri.getRawPath() + query, settings.serial(), timestamp, nonce, body));
      request
          .header("Authorization", "Weir-HMAC " + signature)
          .header("Weir-Timestamp", Long.toString(timestamp))
          .header("Weir-Nonce", nonce);
    }
    return request;
  }

  private static Optional<Instant> millis(String header) {
    try {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(header)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
