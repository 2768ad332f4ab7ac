package io.weir.fleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.fleet.testing.Http;
import io.weir.fleet.testing.RunningFleet;
import io.weir.fleet.testing.Schemas;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document says what the server does: every route, every answer. */
class OpenApiTest {
  @TempDir static Path folder;
  private static RunningFleet fleet;
  private static JsonNode document;
  private static Schemas schemas;

  @BeforeAll
  static void start() throws Exception {
    fleet = RunningFleet.alone(folder);
    Seed.into(fleet);
    document = fleet.http.json("/openapi.json");
    schemas = new Schemas(document);
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void everyRouteIsInTheDocumentAndTheOtherWayRound() {
    TreeSet<String> routes = new TreeSet<>();
    for (Route route :
        new FleetWeb(
                null,
                null,
                null,
                null,
                Map.of(),
                () -> "",
                Clock.systemUTC(),
                new FleetWeb.Link(null, null, null, null, null))
            .routes()) {
      routes.add(route.method() + " " + route.path());
    }
    TreeSet<String> documented = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (!method.getKey().equals("parameters")) {
                            documented.add(method.getKey().toUpperCase() + " " + path.getKey());
                          }
                        }));
    assertThat(documented).isEqualTo(routes);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (JsonNode reference : document.findValues("$ref")) {
      assertThat(document.at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
  }

  @Test
  void everyAnswerFitsItsSchema() throws Exception {
    String device = "/api/v1/devices/gw-1";
    HttpResponse<String> created =
        fleet.http.post(
            device + "/commands",
            "{\"service\":\"s\",\"command\":\"c\",\"arguments\":{\"a\":[1,null]}}");
    fits("post", "/api/v1/devices/{serial}/commands", created, 202);
    String command = created.headers().firstValue("Location").orElseThrow();
    fits("get", "/healthz", fleet.http.get("/healthz"), 200);
    fits("get", "/readyz", fleet.http.get("/readyz"), 200);
    fits("get", "/openapi.json", fleet.http.get("/openapi.json"), 200);
    fits("get", "/api/v1/session", fleet.http.get("/api/v1/session"), 200);
    fits("get", "/api/v1/devices", fleet.http.get("/api/v1/devices"), 200);
    fits("get", "/api/v1/devices/{serial}", fleet.http.get(device), 200);
    fits("get", "/api/v1/devices/{serial}/series", fleet.http.get(device + "/series"), 200);
    fits("get", "/api/v1/devices/{serial}/accounting", fleet.http.get(device + "/accounting"), 200);
    fits("get", "/api/v1/devices/{serial}/signals", fleet.http.get(device + "/signals"), 200);
    fits("get", "/api/v1/devices/{serial}/commands", fleet.http.get(device + "/commands"), 200);
    for (String query : List.of("vibration", "vibration&budget=3", "vibration&channel=y", "none")) {
      String range = "&from=1700000000&to=1700000010";
      HttpResponse<String> samples = fleet.http.get(device + "/samples?name=" + query + range);
      fits("get", "/api/v1/devices/{serial}/samples", samples, 200);
    }
    fits("get", "/api/v1/commands/{id}", fleet.http.get(command), 200);
    for (String name : List.of("number", "text", "bool", "data", "bad")) {
      for (String budget : List.of("1000", "3", "1")) {
        HttpResponse<String> points =
            fleet.http.get(
                device
                    + "/points?name="
                    + name
                    + "&from=2023-11-14T22:00:00Z&to=1700001000&budget="
                    + budget);
        fits("get", "/api/v1/devices/{serial}/points", points, 200);
      }
    }
  }

  @Test
  void everyErrorIsAProblem() throws Exception {
    String points = "/api/v1/devices/{serial}/points";
    String device = "/api/v1/devices/gw-1";
    fits("get", "/api/v1/devices/{serial}", fleet.http.get("/api/v1/devices/none"), 404);
    fits("get", "/api/v1/commands/{id}", fleet.http.get("/api/v1/commands/none"), 404);
    fits("get", points, fleet.http.get(device + "/points?name=none"), 404);
    for (String query :
        List.of(
            "",
            "?name=",
            "?name=number&from=x",
            "?name=number&budget=0",
            "?name=number&budget=z",
            "?name=number&from=10&to=5",
            "?name=number&from=NaN",
            "?name=number&to=1e300")) {
      fits("get", points, fleet.http.get(device + "/points" + query), 400);
    }
    String commands = "/api/v1/devices/{serial}/commands";
    for (String query :
        List.of("limit=0", "limit=201", "limit=x", "limit=", "before=", "before=1")) {
      fits("get", commands, fleet.http.get(device + "/commands?" + query), 400);
    }
    for (String body :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "{\"service\":\"s\"}",
            "{\"service\":\"a.>\",\"command\":\"c\"}",
            "{\"service\":\"s\",\"command\":\"c\",\"arguments\":[]}",
            "{\"service\":\"s\",\"command\":\"c\",\"deadlineSeconds\":0}",
            "{\"service\":\"s\",\"command\":\"c\",\"deadlineSeconds\":99999999}",
            "{\"service\":\"s\",\"command\":\"c\",\"id\":\"1\"}",
            "{\"service\":\"s\",\"service\":\"s\",\"command\":\"c\"}",
            "{\"service\":\"s\",\"command\":\"c\",\"more\":1}",
            "{\"service\":\"s\",\"command\":\"c\",\"arguments\":" + "[".repeat(2000) + "}")) {
      fits("post", commands, fleet.http.post(device + "/commands", body), 400);
    }
    fits("post", commands, fleet.http.post(device + "/commands", "x".repeat(200_000)), 413);
    fits("post", commands, fleet.http.send("POST", device + "/commands", "a=b"), 415);
    fits("get", "/api/v1/devices", new Http(fleet.server.httpPort()).get("/api/v1/devices"), 401);
    assertThat(fleet.http.get("/api/v1/nothing").statusCode()).isEqualTo(404);
    assertThat(Http.JSON.readTree(fleet.http.get("/api/v1/nothing").body()).path("status").asInt())
        .isEqualTo(404);
  }

  private static void fits(String method, String path, HttpResponse<String> response, int expected)
      throws Exception {
    assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(expected);
    JsonNode answer =
        document.path("paths").path(path).path(method).path("responses").path("" + expected);
    assertThat(answer.isMissingNode()).as(method + " " + path + " " + expected).isFalse();
    String type = response.headers().firstValue("Content-Type").orElse("");
    JsonNode content = answer.path("content").path(type.replaceAll(";.*", ""));
    assertThat(content.isMissingNode()).as(path + " as " + type).isFalse();
    assertThat(schemas.problems(content.path("schema"), Http.JSON.readTree(response.body())))
        .as(path + " " + response.body())
        .isEmpty();
  }
}
