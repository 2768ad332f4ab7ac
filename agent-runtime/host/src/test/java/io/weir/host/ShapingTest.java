package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.plugin.Metric;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.processing.Processing;
import io.weir.senml.ResolvedRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShapingTest {
  private static final Metric<Double> TEMPERATURE = Metric.number("temperature", "Cel");
  private static final Metric<Double> PRESSURE = Metric.number("pressure", "bar");

  private final Bench bench = new Bench();
  private final AtomicInteger calls = new AtomicInteger();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void readingsAreShapedAsTheConfigurationSays() throws Exception {
    adopt("temperature scale=10 deadband=15", this::everySecond);
    seconds(4); // 10, 20, 30, 40, 50
    Wait.until("three", () -> bench.values("temperature").size() == 3);
    assertThat(bench.values("temperature")).containsExactly(10.0, 30.0, 50.0);
    assertThat(bench.values("pressure")).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
  }

  @Test
  void shapedReadingsShareTheTimeOfTheirCall() throws Exception {
    adopt("* scale=2", this::everySecond);
    Wait.until("two", () -> bench.records("events.data").size() == 2);
    assertThat(bench.records("events.data").stream().map(ResolvedRecord::time).distinct())
        .hasSize(1);
  }

  @Test
  void aWindowIsReportedWhenItEndsThoughNothingMoreComes() throws Exception {
    adopt(
        "* window=10s",
        sensor -> {
          sensor.readings().put(TEMPERATURE, 1);
          sensor.readings().put(TEMPERATURE, 3);
        });
    assertThat(bench.values("temperature")).isEmpty();
    bench.ticker.turn(Duration.ofSeconds(10));
    Wait.until("the window", () -> bench.values("temperature").size() == 1);
    assertThat(bench.values("temperature")).containsExactly(2.0);
  }

  @Test
  void whatIsInAWindowIsReportedWhenThePluginGoes() throws Exception {
    PluginSource source = adopt("* window=1h", sensor -> sensor.readings().put(TEMPERATURE, 7));
    bench.plugins.release(source);
    Wait.until("the rest", () -> bench.values("temperature").size() == 1);
  }

  @Test
  void aRuleThatDoesNotFitFailsThePluginByName() throws Exception {
    bench.plugins.adopt(source("* deadband=wide", this::everySecond));
    bench.awaitState("one", "FAILED");
    assertThat(bench.heartbeat("one").get("reason")).asString().startsWith("deadband must be");
  }

  private void everySecond(Sensor sensor) {
    sensor.every(
        Duration.ofSeconds(1),
        out -> {
          int call = calls.incrementAndGet();
          out.put(TEMPERATURE, call);
          out.put(PRESSURE, call);
        });
  }

  private void seconds(int count) throws Exception {
    for (int i = 1; i <= count; i++) {
      int before = i;
      Wait.until("call " + i, () -> bench.values("pressure").size() >= before);
      bench.ticker.turn(Duration.ofSeconds(1));
    }
    Wait.until("the last", () -> bench.values("pressure").size() > count);
  }

  private PluginSource adopt(String rules, SensorPlugin plugin) throws Exception {
    PluginSource source = source(rules, plugin);
    bench.plugins.adopt(source);
    bench.awaitState("one", "RUNNING");
    return source;
  }

  private static PluginSource source(String rules, SensorPlugin plugin) {
    return new PluginSource() {
      @Override
      public String name() {
        return "one";
      }

      @Override
      public String title() {
        return "One";
      }

      @Override
      public String version() {
        return "1.0.0";
      }

      @Override
      public Map<String, Object> properties() {
        return Map.of(Processing.PROPERTY, rules);
      }

      @Override
      public SensorPlugin open() {
        return plugin;
      }

      @Override
      public void close() {
        // nothing was opened
      }
    };
  }
}
