package io.weir.fleet.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.fleet.testing.Http;
import io.weir.fleet.testing.RunningFleet;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a request is said in one form, whoever finds it: RFC 9457. */
class HttpErrorsTest {
  @TempDir static Path folder;
  private static RunningFleet fleet;

  @BeforeAll
  static void start() {
    fleet = RunningFleet.alone(folder);
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | GET /api/v1/%ZZ HTTP/1.1",
        "404 | GET /api/v1/..%2fx HTTP/1.1",
        "404 | GET /api/v1/a;b=%2e/c/%2e%2e/d HTTP/1.1",
        "400 | GET /api/v1/%00 HTTP/1.1",
        "400 | GET api HTTP/1.1",
        "400 | nonsense",
        "400 | GET /api/v1/devices HTTP/1.1~Transfer-Encoding: wrong",
        "400 | GET /api/v1/devices HTTP/1.1~Content-Length: -1",
        "400 | GET /api/v1/devices HTTP/1.1~Content-Length: 1~Content-Length: 2",
        "400 | GET /api/v1/devices HTTP/1.1~no colon",
        "505 | GET /api/v1/devices HTTP/7.3",
      })
  void whatIsNoRequestIsAnsweredWithAProblem(int status, String request) throws Exception {
    problem(status, raw(request.replace("~", "\r\n") + "\r\nHost: a\r\nConnection: close\r\n\r\n"));
  }

  @Test
  void whatIsTooLongIsAnsweredWithAProblem() throws Exception {
    String end = "\r\nHost: a\r\nConnection: close\r\n\r\n";
    problem(414, raw("GET /api/v1/" + "x".repeat(20_000) + " HTTP/1.1" + end));
    problem(431, raw("GET /api/v1/devices HTTP/1.1\r\nA: " + "x".repeat(20_000) + end));
  }

  private static void problem(int status, String response) throws IOException {
    String head = response.substring(0, Math.max(0, response.indexOf("\r\n\r\n")));
    assertThat(head).as(response).startsWith("HTTP/1.1 " + status + " ");
    assertThat(head).containsIgnoringCase("content-type: application/problem+json");
    assertThat(head).containsIgnoringCase("x-content-type-options: nosniff");
    JsonNode body = Http.JSON.readTree(response.substring(head.length() + 4));
    assertThat(body.path("status").asInt()).isEqualTo(status);
    assertThat(body.path("title").asText()).isNotEmpty();
    assertThat(body.path("type").asText()).isEqualTo("about:blank");
    assertThat(response).doesNotContainIgnoringCase("jetty").doesNotContain("<h");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", fleet.server.httpPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  @Test
  void aMethodThatAPathDoesNotHaveIsAnsweredWithThoseThatItHas() throws Exception {
    for (String method : List.of("PUT", "PATCH", "OPTIONS", "TRACE", "BREW")) {
      HttpResponse<String> response = fleet.http.send(method, "/api/v1/session", null);
      assertThat(response.statusCode()).as(method + response.body()).isEqualTo(405);
      assertThat(Set.of(response.headers().firstValue("Allow").orElse("").split(", ")))
          .containsExactlyInAnyOrder("DELETE", "GET", "HEAD", "POST");
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("application/problem+json;charset=utf-8");
      assertThat(Http.JSON.readTree(response.body()).path("status").asInt()).isEqualTo(405);
    }
    assertThat(fleet.http.post("/api/v1/devices", "{}").headers().firstValue("Allow"))
        .hasValue("GET, HEAD");
    assertThat(fleet.http.get("/v1/segments").headers().firstValue("Allow")).hasValue("POST");
    assertThat(fleet.http.send("DELETE", "/", null).statusCode()).isEqualTo(405);
  }

  @Test
  void aPathThatThereIsNotIsNoSuchThingWithAnyMethod() throws Exception {
    for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS")) {
      assertThat(fleet.http.send(method, "/api/v1/nothing", null).statusCode()).isEqualTo(404);
    }
  }
}
