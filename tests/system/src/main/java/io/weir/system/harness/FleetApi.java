package io.weir.system.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The fleet as a script sees it: HTTP with a token. */
public final class FleetApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String base;
  private final String token;

  FleetApi(int port, String token) {
    this.base = "http://127.0.0.1:" + port;
    this.token = token;
  }

  public boolean ready() {
    return send(HttpRequest.newBuilder(URI.create(base + "/readyz")).build()).statusCode() == 200;
  }

  public JsonNode get(String path) {
    return json(send(request(path).GET().build()));
  }

  public JsonNode post(String path, String body) {
    return json(
        send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  public HttpResponse<String> raw(String path) {
    return send(request(path).GET().build());
  }

  /** A number of the fleet's own metrics, in Prometheus' text. */
  public double metric(String name) {
    return raw("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the fleet has no metric " + name));
  }

  public JsonNode device(String serial) {
    return get("/api/v1/devices/" + serial);
  }

  public JsonNode points(String serial, String name, double from, double to, int budget) {
    return get(
        "/api/v1/devices/"
            + serial
            + "/points?name="
            + URLEncoder.encode(name, StandardCharsets.UTF_8)
            + "&from="
            + from
            + "&to="
            + to
            + "&budget="
            + budget);
  }

  /** Sends a command and waits for the end of its life. */
  public JsonNode command(String serial, String service, String command, String arguments) {
    JsonNode sent =
        post(
            "/api/v1/devices/" + serial + "/commands",
            "{\"service\":\""
                + service
                + "\",\"command\":\""
                + command
                + "\",\"arguments\":"
                + arguments
                + ",\"deadlineSeconds\":30}");
    return Await.until(
        "an answer to " + command,
        Duration.ofSeconds(40),
        () -> get("/api/v1/commands/" + sent.path("id").asText()),
        c -> c.path("state").asText().matches("done|expired"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          response.uri() + " answered " + response.statusCode() + ": " + response.body());
    }
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
