package io.weir.cli.series;

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

/** The points of one series as the cloud has them, none of them thinned. One thread. */
public final class FleetPoints {
  private static final ObjectMapper JSON = new ObjectMapper();
  // shorter than that, a range that is still thinned has more points than a screen or a file wants
  private static final double SHORTEST_S = 0.001;
  private static final int BUDGET = 5_000;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final String device;
  private final String token;

  /**
   * @param fleet the address, for example {@code http://127.0.0.1:8080}
   * @param serial the gateway
   * @param token of {@code weir-fleet token new}
   */
  public FleetPoints(String fleet, String serial, String token) {
    device = fleet.replaceFirst("/$", "") + "/api/v1/devices/" + encoded(serial) + "/points?name=";
    this.token = token;
  }

  /** What takes the points. */
  public interface Sink {
    void point(String unit, double time, JsonNode value);
  }

  /**
   * Reads a range from its first second to before its last.
   *
   * @throws IllegalStateException if the cloud says no, with what it says
   */
  public void read(String name, double from, double to, Sink sink)
      throws IOException, InterruptedException {
    JsonNode answer = ask(name, from, to);
    if (!answer.path("mode").asText().equals("raw") && to - from > SHORTEST_S) {
      double middle = from + (to - from) / 2;
      read(name, from, middle, sink);
      read(name, middle, to, sink);
      return;
    }
    JsonNode times = answer.path("t");
    for (int i = 0; i < times.size(); i++) {
      double time = times.get(i).asDouble();
      if (time >= from && time < to) {
        sink.point(answer.path("unit").asText(), time, answer.path("v").path(i));
      }
    }
  }

  private JsonNode ask(String name, double from, double to)
      throws IOException, InterruptedException {
    String range =
        "&from="
            + java.math.BigDecimal.valueOf(from).toPlainString()
            + "&to="
            + java.math.BigDecimal.valueOf(to).toPlainString()
            + "&budget="
            + BUDGET;
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(device + encoded(name) + range))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(60))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      String detail = response.body();
      throw new IllegalStateException(
          "the cloud answered "
              + response.statusCode()
              + (detail.startsWith("{")
                  ? ": " + JSON.readTree(detail).path("detail").asText()
                  : ""));
    }
    return JSON.readTree(response.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
