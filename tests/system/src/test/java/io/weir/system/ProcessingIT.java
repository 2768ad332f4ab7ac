package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.AgentBus;
import io.weir.system.harness.Await;
import io.weir.system.harness.PluginBench;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A plugin's readings, shaped by nothing but its configuration file. */
class ProcessingIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String RULES =
      String.join(
          " ; ",
          "count:absolute deadband=5",
          "count:percent deadband=50%",
          "count:scaled scale=2 offset=0.5 unit=deg",
          "count:window window=500ms:mean,min,max,last",
          "count:seldom deadband=1e6 max-interval=1s",
          "count:often min-interval=500ms",
          "count:capped rate=2/s",
          "steady on-change");

  private AgentBus bus;

  @Test
  void everyRuleOfTheFileIsKept() {
    try (PluginBench bench = new PluginBench("processing").hostile()) {
      bench.gateway.configure(
          PluginBench.HOSTILE, Map.of("poll.time.ms", "20", "processing", RULES));
      bench.start();
      bus = bench.bus();
      bus.awaitState("hostile", "RUNNING", LIMIT);
      Await.until("four seconds of it", LIMIT, () -> bus.records("count:seldom").size() >= 4);

      eachDiffersByMoreThan("count:absolute", 5, 0);
      eachDiffersByMoreThan("count:percent", 0, 0.5);
      assertThat(values("count:scaled")).isNotEmpty().allMatch(v -> v % 2 == 0.5);
      assertThat(bus.records("count:scaled")).allMatch(r -> r.path("u").asText().equals("deg"));
      windowsAreTrue();
      comeNoFasterThan("count:seldom", 1);
      comeNoFasterThan("count:often", 0.5);
      // two a second, and as many at once at the beginning
      assertThat(bus.records("count:capped").size())
          .isLessThanOrEqualTo(2 + (int) Math.ceil(2 * span("hostile:value")));
      assertThat(bus.records("steady")).hasSize(1);
      assertThat(bus.records("count:window")).isEmpty();
      // what no rule is for passes whole
      assertThat(values("hostile:value").size()).isGreaterThan(values("count:often").size());

      bench.gateway.configure(PluginBench.HOSTILE, Map.of("processing", "count:* window=never"));
      Await.until(
          "the rule is refused by its word",
          LIMIT,
          () -> bus.heartbeat("config").path("reason").asText().contains("window"));
      // with the last rules that it ran with
      bus.awaitState("hostile", "RUNNING", LIMIT);
    }
  }

  private void windowsAreTrue() {
    List<Double> means = values("count:window:mean");
    List<Double> lows = values("count:window:min");
    List<Double> highs = values("count:window:max");
    int windows = Math.min(means.size(), Math.min(lows.size(), highs.size()));
    assertThat(windows).isPositive();
    for (int i = 0; i < windows; i++) {
      assertThat(means.get(i)).isBetween(lows.get(i), highs.get(i));
    }
    assertThat(values("count:window:last").get(0)).isEqualTo(highs.get(0));
  }

  private void eachDiffersByMoreThan(String name, double absolute, double share) {
    List<Double> values = values(name);
    assertThat(values).hasSizeGreaterThan(1);
    for (int i = 1; i < values.size(); i++) {
      double before = values.get(i - 1);
      assertThat(Math.abs(values.get(i) - before)).isGreaterThan(absolute + share * before);
    }
  }

  /**
   * Over all of them: a reading is stamped a moment before the rule looks at its timer, and a busy
   * machine may part the two for one reading, but never for all.
   */
  private void comeNoFasterThan(String name, double seconds) {
    int count = bus.records(name).size();
    assertThat(count).isGreaterThan(1);
    assertThat(span(name)).isGreaterThanOrEqualTo((count - 1) * seconds - 0.2);
  }

  private double span(String name) {
    List<Double> times = times(name);
    return times.get(times.size() - 1) - times.get(0);
  }

  private List<Double> times(String name) {
    return bus.records(name).stream().map(r -> r.path("t").asDouble()).toList();
  }

  private List<Double> values(String name) {
    return bus.records(name).stream().map(r -> r.path("v").asDouble()).toList();
  }
}
