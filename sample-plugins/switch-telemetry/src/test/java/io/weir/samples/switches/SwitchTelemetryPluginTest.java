package io.weir.samples.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.Metric;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginFailed;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.switches.SwitchTelemetryPlugin.Config;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwitchTelemetryPluginTest {

  private static final Map<String, Object> ANY_PORTS =
      Map.of("generator_server.port", 0, "metric_server.port", 0);
  private static final List<Counters> TWO =
      List.of(
          new Counters("switch-0", 10.004, 20.5, 1.239, 3, Instant.parse("2026-01-01T00:00:00Z")),
          new Counters("switch-1", 1, 2, 0.1, 0, Instant.parse("2026-01-01T00:00:00Z")));

  private final HttpClient http = HttpClient.newHttpClient();
  private List<Counters> counters = TWO;
  private SwitchTelemetryPlugin plugin;
  private PluginHarness host;

  @BeforeEach
  void start() {
    plugin = new SwitchTelemetryPlugin(Defaults.of(Config.class, ANY_PORTS), this::read);
    host = PluginHarness.of(plugin);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private List<Counters> read() throws IOException {
    if (counters == null) {
      throw new IOException("no route to switch");
    }
    return counters;
  }

  @Test
  void countersAreATableOfEverySwitchWithEveryColumnFilled() throws Exception {
    assertThat(counters().body()).isEmpty();
    host.sample();
    HttpResponse<String> response = counters();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
    assertThat(response.body())
        .isEqualTo(
            "switch_id,bandwidth_in,bandwidth_out,latency_ms,packet_errors,updated_at\r\n"
                + "switch-0,10.00,20.50,1.24,3,2026-01-01T00:00:00Z\r\n"
                + "switch-1,1.00,2.00,0.10,0,2026-01-01T00:00:00Z\r\n");
  }

  @Test
  void telemetryIsTextInJsonWithAndWithoutTheSlash() throws Exception {
    host.sample();
    String all = telemetry("/telemetry/").body();
    assertThat(all)
        .startsWith("{\"switches\":{\"switch-0\":{\"bandwidth_mbps\":\"30.50\",")
        .contains("\"latency_ms\":\"1.24\",\"packet_errors\":\"3\"");
    assertThat(telemetry("/telemetry").body()).isEqualTo(all);
    assertThat(telemetry("/telemetry/switch-1/latency_ms").body())
        .isEqualTo("{\"switch_id\":\"switch-1\",\"metric\":\"latency_ms\",\"value\":\"0.10\"}");
  }

  @Test
  void whatIsNotThereIsNamed() throws Exception {
    host.sample();
    HttpResponse<String> response = telemetry("/telemetry/switch-9/latency_ms");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("Switch 'switch-9' not found");
    response = telemetry("/telemetry/switch-0/x%20y");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("Metric 'x y' not found for switch 'switch-0'");
    assertThat(telemetry("/telemetry/switch-0").statusCode()).isEqualTo(404);
    assertThat(telemetry("/telemetryx").statusCode()).isEqualTo(404);
  }

  @Test
  void switchesThatCannotBeReadAreABadGatewayUntilTheyCan() throws Exception {
    host.sample();
    counters = null;
    assertThatThrownBy(host::sample).hasRootCauseMessage("no route to switch");
    assertThat(counters().statusCode()).isEqualTo(502);
    assertThat(telemetry("/telemetry/").body()).isEqualTo("Failed to fetch metrics from generator");
    counters = TWO;
    host.sample();
    assertThat(counters().statusCode()).isEqualTo(200);
  }

  @Test
  void tenAtOnceAreAllAnsweredAndCounted() throws Exception {
    host.sample();
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 10)
            .mapToObj(i -> http.sendAsync(get(plugin.generatorPort(), "/counters"), text()))
            .toList();
    assertThat(answers).allMatch(answer -> answer.join().statusCode() == 200);
    // a request is counted once its answer is out, so the last may still be on its way
    String metrics = "";
    for (int i = 0; i < 100 && !metrics.contains("_count{route=\"counters\"} 10"); i++) {
      metrics = http.send(get(plugin.generatorPort(), "/metrics"), text()).body();
    }
    assertThat(metrics)
        .contains("switch_telemetry_request_duration_seconds_count{route=\"counters\"} 10\n");
  }

  @Test
  void onlyGetIsAnswered() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(get(plugin.generatorPort(), "/counters").uri())
            .POST(BodyPublishers.ofString("x"))
            .build();
    assertThat(http.send(post, text()).statusCode()).isEqualTo(405);
  }

  @Test
  void readingsGoToTheCloud() {
    host.sample();
    assertThat(host.latest(Metric.number("switch-0:bandwidth_out", "Mbit/s"))).isEqualTo(20.5);
    assertThat(host.latest(Metric.integer("switch-0:packet_errors", ""))).isEqualTo(3);
    assertThat(host.readings()).hasSize(8);
  }

  @Test
  void simulatedSwitchesStayWithinTheirRanges() {
    SimulatedSwitches simulated = new SimulatedSwitches(50, new Random(7), Clock.systemUTC());
    for (int i = 0; i < 100; i++) {
      assertThat(simulated.read().size()).isEqualTo(50);
      for (Counters each : simulated.read()) {
        assertThat(each.bandwidth()).isBetween(10.0, 100.0);
        assertThat(each.latencyMs()).isBetween(0.1, 10.0);
        assertThat(each.packetErrors()).isBetween(0L, 10L);
      }
    }
  }

  @Test
  void aTallySaysRequestsAndMeanLatency() {
    Tally tally = new Tally("counters");
    tally.add(0.001);
    assertThat(tally.add(0.003)).isEqualTo("GET counters metrics: avg_latency=0.002s, requests=2");
    assertThat(tally.exposition()).contains("le=\"0.001\"} 1\n").contains("le=\"0.005\"} 2\n");
  }

  @Test
  void aPortInUseFailsThePluginWithAClearReason() {
    Config taken = Defaults.with(Config.class, "generator_server.port", plugin.generatorPort());
    assertThatThrownBy(() -> PluginHarness.of(new SwitchTelemetryPlugin(taken)))
        .isInstanceOf(PluginFailed.class)
        .hasCauseInstanceOf(BindException.class);
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() {
    PluginTck.of(SwitchTelemetryPlugin.class)
        .with("generator_server.port", 0)
        .with("metric_server.port", 0)
        .changing("telemetry.switches", 3)
        .verify();
  }

  private HttpResponse<String> counters() throws Exception {
    return http.send(get(plugin.generatorPort(), "/counters"), text());
  }

  private HttpResponse<String> telemetry(String path) throws Exception {
    return http.send(get(plugin.metricPort(), path), text());
  }

  private static HttpRequest get(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString();
  }
}
