package io.weir.fleet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.fleet.FleetServer;
import io.weir.fleet.testing.Http;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what over HTTP. */
@Tag("slow")
class AccessTest {
  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T00:00:00Z"));
  private FleetServer server;
  private String password;
  private Http http;

  @BeforeEach
  void start() {
    server =
        new FleetServer(
            new FleetServer.Settings(folder, null, null, new Listen("127.0.0.1", 0, null), null),
            new TurnedClock());
    password = server.firstPassword().orElseThrow();
    http = new Http(server.httpPort());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void nothingIsOpenButHealthAndThePages() throws Exception {
    for (String path :
        new String[] {
          "/metrics",
          "/openapi.json",
          "/api/v1/session",
          "/api/v1/devices",
          "/api/v1/devices/x",
          "/api/v1/devices/x/series",
          "/api/v1/devices/x/points?name=a",
          "/api/v1/devices/x/commands",
          "/api/v1/commands/x",
          "/v1/time",
          "/v1/commands"
        }) {
      assertThat(http.get(path).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(http.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(http.get("/readyz").statusCode()).isEqualTo(200);
  }

  @Test
  void aLogInGivesASessionThatEnds() throws Exception {
    HttpResponse<String> response = logIn("admin", password);
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/")
        .doesNotContain("Secure");
    assertThat(http.json("/api/v1/session").path("user").asText()).isEqualTo("admin");
    assertThat(http.get("/metrics").body()).contains("weir_fleet_segments_stored_total");
    now.updateAndGet(time -> time.plus(Duration.ofHours(25)));
    assertThat(http.get("/api/v1/session").statusCode()).isEqualTo(401);
  }

  @Test
  void aLogOutEndsTheSessionOnTheServer() throws Exception {
    logIn("admin", password);
    Http same = http;
    assertThat(same.send("DELETE", "/api/v1/session", null, "X-Weir", "1").statusCode())
        .isEqualTo(204);
    assertThat(same.get("/api/v1/session").statusCode()).isEqualTo(401);
  }

  @Test
  void aCookieAloneChangesNothing() throws Exception {
    logIn("admin", password);
    assertThat(http.send("DELETE", "/api/v1/session", null).statusCode()).isEqualTo(403);
    assertThat(http.get("/api/v1/session").statusCode()).isEqualTo(200);
  }

  @Test
  void guessingIsSlowedDown() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(logIn("admin", "wrong" + i).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> refused = logIn("admin", password);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    now.updateAndGet(time -> time.plusSeconds(3));
    assertThat(logIn("admin", password).statusCode()).isEqualTo(204);
  }

  @Test
  void theFirstPasswordIsMadeOnce() {
    server.close();
    server =
        new FleetServer(
            new FleetServer.Settings(folder, null, null, new Listen("127.0.0.1", 0, null), null),
            new TurnedClock());
    assertThat(server.firstPassword()).isEmpty();
    assertThat(password).hasSizeGreaterThanOrEqualTo(20);
  }

  @Test
  void everyAnswerTellsTheBrowserWhatToRefuse() throws Exception {
    for (String path : new String[] {"/healthz", "/api/v1/devices", "/nothing.html"}) {
      HttpResponse<String> response = http.get(path);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(response.headers().firstValue("Server")).isEmpty();
    }
  }

  @Test
  void noPathLeavesThePages() throws Exception {
    for (String path :
        new String[] {
          "/..%2fopenapi.json",
          "/assets/..%2f..%2flogback.xml",
          "/%2e%2e/logback.xml",
          "/assets/%5c..%5clogback.xml",
          "/assets//etc/passwd",
          "/logback.xml",
          "/assets/.git"
        }) {
      int status = http.get(path).statusCode();
      assertThat(status).as(path).isIn(400, 404);
    }
  }

  @Test
  void plainHttpStaysOnThisMachine() {
    assertThatThrownBy(() -> new Listen("0.0.0.0", 8080, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLS");
  }

  private HttpResponse<String> logIn(String user, String with) throws Exception {
    return http.send(
        "POST",
        "/api/v1/session",
        "{\"user\":\"" + user + "\",\"password\":\"" + with + "\"}",
        "Content-Type",
        "application/json");
  }

  private final class TurnedClock extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneId.of("UTC");
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  }
}
