package io.weir.samples.vibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weir.plugin.Metric;
import io.weir.plugin.SignalFrame;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.vibration.VibrationPlugin.Config;
import io.weir.samples.vibration.VibrationPlugin.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VibrationPluginTest {

  private static final Metric<Double> RMS = Metric.number("vibration:x:rms", "g");
  private static final Metric<Double> PEAK = Metric.number("vibration:x:peak", "g");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final PluginHarness host =
      PluginHarness.of(
          new VibrationPlugin(Defaults.of(Config.class), Clock.fixed(NOW, ZoneOffset.UTC)));

  @Test
  void aSecondIsOneFrameOfBothAxes() {
    SignalFrame frame = host.sample().frames().get(0);
    assertThat(frame.count()).isEqualTo(3_200);
    assertThat(frame.interval()).isEqualTo(Duration.ofNanos(312_500));
    assertThat(frame.start()).isEqualTo(NOW.minusSeconds(1));
    assertThat(frame.channels()).isEqualTo(VibrationPlugin.AXES);
    assertThat(frame.samples()).hasSize(2 * 2 * 3_200);
  }

  @Test
  void aHealthyMachineHumsAndGravityDoesNotCount() {
    host.sample();
    // sines of 0.05 and 0.02 g and noise of 0.01 g
    assertThat(host.latest(RMS)).isCloseTo(0.0394, within(0.001));
    assertThat(host.latest(Metric.number("vibration:y:rms", "g"))).isLessThan(0.05);
  }

  @Test
  void aFaultIsSeenAtOnceAndGoesAgain() {
    double healthy = host.sample().latest(RMS);
    host.call(VibrationPlugin.FAULT, new Fault("unbalance", 0.5));
    assertThat(host.sample().latest(RMS)).isGreaterThan(5 * healthy);
    host.call(VibrationPlugin.FAULT, new Fault("bearing", 0.5));
    host.sample();
    assertThat(host.latest(PEAK)).isGreaterThan(4 * host.latest(RMS)); // knocks, not a hum
    host.call(VibrationPlugin.FAULT, new Fault("none", 0));
    assertThat(host.sample().latest(RMS)).isCloseTo(healthy, within(0.002));
  }

  @Test
  void aFaultThatIsNoneIsInvalid() {
    assertThat(host.send("FaultCmd", Map.of("kind", "rust", "severity", 0.5)).message())
        .isEqualTo("kind must be one of none, unbalance, bearing, was \"rust\"");
    assertThat(host.send("FaultCmd", Map.of("kind", "none", "severity", 2)).message())
        .isEqualTo("severity must be 0.0 to 1.0, was 2.0");
  }

  @Test
  void aFrameThatWouldNotFitAMessageIsRefusedByItsSetting() {
    Map<String, Object> longest = Map.of("frame.ms", 2_457, "sample.rate.hz", 20_000);
    assertThat(
            PluginHarness.of(new VibrationPlugin(Defaults.of(Config.class, longest)))
                .sample()
                .frames())
        .hasSize(1);
    Map<String, Object> longer = Map.of("frame.ms", 2_458, "sample.rate.hz", 20_000);
    assertThatThrownBy(() -> new VibrationPlugin(Defaults.of(Config.class, longer)))
        .hasMessage("frame.ms must be 10 to 2457, was 2458");
  }

  @Test
  void levelsAreAroundTheMean() {
    assertThat(Level.of(new short[] {9, 11, 9, 11}, 2)).isEqualTo(new Level(2, 2));
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() {
    PluginTck.of(VibrationPlugin.class).changing("rpm", 2_960).verify();
  }
}
