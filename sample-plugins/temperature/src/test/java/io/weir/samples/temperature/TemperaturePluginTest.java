package io.weir.samples.temperature;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.temperature.TemperaturePlugin.Config;
import io.weir.samples.temperature.TemperaturePlugin.TempUnit;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemperaturePluginTest {

  private final PluginHarness host =
      PluginHarness.of(new TemperaturePlugin(Defaults.of(Config.class)));

  @Test
  void aMinuteHasThreeReadingsCountingTheFirst() {
    host.advance(Duration.ofMinutes(1));
    assertThat(host.values(TemperaturePlugin.TEMPERATURE)).hasSize(3);
  }

  @Test
  void theUnitCanBeChanged() {
    double celsius = host.sample().latest(TemperaturePlugin.TEMPERATURE);
    assertThat(host.call(TemperaturePlugin.UNIT, new TempUnit("K")).message())
        .isEqualTo("Changed temperature unit to K");
    assertThat(host.sample().latest(TemperaturePlugin.TEMPERATURE)).isGreaterThan(celsius + 200);
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() {
    PluginTck.of(TemperaturePlugin.class).changing("poll_time_ms", 100).verify();
  }

  @Test
  void anotherUnitIsInvalid() {
    assertThat(host.send("TempUnitCmd", Map.of("unit", "F")).message())
        .isEqualTo("unit must be one of K, Cel, was \"F\"");
  }
}
