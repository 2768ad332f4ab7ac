package io.weir.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.Check;
import io.weir.plugin.Command;
import io.weir.plugin.CommandRefused;
import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Metric;
import io.weir.plugin.Nothing;
import io.weir.plugin.PluginName;
import io.weir.plugin.Progress;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.SignalChannel;
import io.weir.plugin.SignalFrame;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PluginHarnessTest {

  private static final Metric<Long> TICKS = Metric.counter("ticks", "");
  private static final Metric<Double> SLOW = Metric.number("slow", "");
  private static final Metric<Boolean> DOOR = Metric.bool("door");

  record Target(double celsius) {
    Target {
      Check.range("celsius", celsius, 5, 30);
    }
  }

  record Done(String message) {}

  static final Command<Target, Done> SET = Command.of("Set", Target.class, Done.class);
  static final Command<Nothing, Nothing> STICK = Command.of("Stick", Nothing.class, Nothing.class);
  static final Command<Nothing, Done> ERASE = Command.of("Erase", Nothing.class, Done.class);
  static final Command<Nothing, Nothing> FAIL = Command.of("Fail", Nothing.class, Nothing.class);

  @PluginName("fixture")
  static final class Fixture implements SensorPlugin, AutoCloseable {
    private final long step;
    private long ticks;
    private boolean broken;
    Readings readings;
    Sensor sensor;
    boolean closed;
    Thread lane;

    Fixture(long step) {
      this.step = step;
    }

    @Override
    public void describe(Sensor sensor) {
      this.sensor = sensor;
      readings = sensor.readings();
      lane = Thread.currentThread();
      sensor
          .every(Duration.ofSeconds(1), this::tick)
          .every(Duration.ofSeconds(10), out -> out.put(SLOW, 0.5, Quality.UNCERTAIN))
          .metrics(DOOR)
          .on(SET, this::set)
          .on(STICK, this::stick)
          .on(FAIL, request -> fail())
          .onLong(ERASE, this::erase);
    }

    private void tick(Readings out) throws IOException {
      if (broken) {
        throw new IOException("no answer from the bus");
      }
      ticks += step;
      out.put(TICKS, ticks);
    }

    private Done set(Target target) {
      if (target.celsius() > 25) {
        throw new CommandRefused("the window is open");
      }
      return new Done("set to " + target.celsius());
    }

    private Nothing stick(Nothing request) throws InterruptedException {
      new CountDownLatch(1).await();
      return request;
    }

    private Nothing fail() throws IOException {
      broken = true;
      throw new IOException("no answer from the bus");
    }

    private Done erase(Nothing request, Progress progress) {
      for (int percent = 0; percent <= 100; percent += 50) {
        progress.check();
        progress.report(percent, "erasing");
      }
      return new Done("erased");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Fixture plugin = new Fixture(1);
  private final PluginHarness host = PluginHarness.of(plugin);

  @Test
  void samplersRunWhenTheirPeriodIsUp() {
    host.advance(Duration.ofSeconds(10));
    assertThat(host.values(TICKS)).hasSize(11).endsWith(11L);
    assertThat(host.values(SLOW)).hasSize(2);
    assertThat(host.readings())
        .filteredOn(reading -> reading.metric().equals(SLOW))
        .extracting(Reading::time)
        .containsExactly(
            Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:10Z"));
    assertThat(host.clock().instant()).isEqualTo(Instant.parse("2026-01-01T00:00:10Z"));
  }

  @Test
  void sampleCallsEverySamplerOnceWhateverItsPeriod() {
    host.sample().sample();
    assertThat(host.values(TICKS)).containsExactly(1L, 2L);
    assertThat(host.latest(SLOW)).isEqualTo(0.5);
  }

  @Test
  void qualityIsCaptured() {
    host.sample();
    assertThat(host.readings()).extracting(Reading::quality).contains(Quality.UNCERTAIN);
  }

  @Test
  void aPushedReadingIsCapturedFromAnyThread() throws InterruptedException {
    Thread sensor = new Thread(() -> plugin.readings.put(DOOR, true));
    sensor.start();
    host.awaitReadings(1, Duration.ofSeconds(5));
    sensor.join();
    assertThat(host.latest(DOOR)).isTrue();
  }

  @Test
  void framesAndAlertsAreKeptApart() {
    plugin.readings.put(
        SignalFrame.of(
            "vib",
            Instant.EPOCH,
            Duration.ofMillis(1),
            List.of(SignalChannel.of("x", "g")),
            new float[] {1}));
    plugin.sensor.alerts().put(DOOR, true);
    assertThat(host.frames()).hasSize(1);
    assertThat(host.alerts()).hasSize(1);
    assertThat(host.readings()).isEmpty();
  }

  @Test
  void aTypedCallGivesTheAnswerOrThrowsWhatTheHandlerThrew() {
    assertThat(host.call(SET, new Target(20)).message()).isEqualTo("set to 20.0");
    assertThatThrownBy(() -> host.call(SET, new Target(26)))
        .isInstanceOf(CommandRefused.class)
        .hasMessage("the window is open");
    assertThatThrownBy(() -> host.call(SET, new Target(99)))
        .isInstanceOf(InvalidArgument.class)
        .hasMessage("celsius must be 5.0 to 30.0, was 99.0");
    assertThatThrownBy(() -> host.call(FAIL, new Nothing()))
        .isInstanceOf(PluginFailed.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aSentCommandGivesTheStatusOfTheRealHost() {
    assertThat(host.send("Set", Map.of("celsius", 20)))
        .isEqualTo(new Reply("ok", "set to 20.0", Map.of("message", "set to 20.0")));
    assertThat(host.send("Set", Map.of("celsius", 26)).status()).isEqualTo("refused");
    assertThat(host.send("Set", Map.of("celsius", 99)))
        .isEqualTo(new Reply("invalid", "celsius must be 5.0 to 30.0, was 99.0", Map.of()));
    assertThat(host.send("Set", Map.of()).message()).isEqualTo("celsius must be present, was null");
    assertThat(host.send("Fail", Map.of()))
        .isEqualTo(new Reply("failed", "no answer from the bus", Map.of()));
    assertThat(host.send("Sett", Map.of()).status()).isEqualTo("unknown_command");
  }

  @Test
  void aStuckHandlerIsToldWithThePlaceWhereItStands() {
    PluginHarness impatient = PluginHarness.of(new Fixture(1), Duration.ofMillis(200));
    assertThatThrownBy(() -> impatient.call(STICK, new Nothing()))
        .isInstanceOf(PluginStuck.class)
        .hasMessage("Stick did not come back within 200 ms")
        .satisfies(e -> assertThat(e.getStackTrace()).extracting("methodName").contains("stick"));
    assertThat(impatient.send("Stick", Map.of()).status()).isEqualTo("timeout");
    assertThat(impatient.call(SET, new Target(20)).message()).isEqualTo("set to 20.0");
  }

  @Test
  void aSamplerThatFailsThrowsIntoTheTest() {
    host.send("Fail", Map.of());
    assertThatThrownBy(host::sample)
        .isInstanceOf(PluginFailed.class)
        .hasRootCauseMessage("no answer from the bus");
  }

  @Test
  void aLongCommandReportsAndCanBeCancelled() {
    assertThat(host.call(ERASE, new Nothing()).message()).isEqualTo("erased");
    assertThat(host.progress()).containsExactly("0 % erasing", "50 % erasing", "100 % erasing");
    host.cancel();
    assertThat(host.send("Erase", Map.of()).status()).isEqualTo("refused");
    assertThat(host.send("Erase", Map.of()).status()).isEqualTo("ok");
  }

  @Test
  void everythingRunsOnOneLane() {
    assertThat(plugin.lane.getName()).isEqualTo("weir-plugin-test");
    assertThat(plugin.lane).isNotSameAs(Thread.currentThread());
  }

  @Test
  void aNewConfigurationMeansANewInstanceOnTheSameClock() {
    host.advance(Duration.ofSeconds(5));
    PluginHarness next = host.reconfigured(new Fixture(10));
    plugin.readings.put(DOOR, true);
    assertThat(plugin.closed).isTrue();
    assertThat(host.values(DOOR)).isEmpty();
    next.advance(Duration.ofSeconds(1));
    assertThat(next.values(TICKS)).containsExactly(10L, 20L);
    assertThat(next.clock().instant()).isEqualTo(Instant.parse("2026-01-01T00:00:06Z"));
  }

  @Test
  void metricsAreThoseAnnouncedAndThoseSeen() {
    assertThat(host.metrics()).containsExactly(DOOR);
    assertThat(host.sample().metrics()).containsExactlyInAnyOrder(DOOR, TICKS, SLOW);
    assertThat(host.name()).isEqualTo("fixture");
  }

  @Test
  void declarationsEndWithDescribe() {
    assertThatThrownBy(() -> plugin.sensor.every(Duration.ofSeconds(1), out -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCommandIsDeclaredOnce() {
    SensorPlugin twice = sensor -> sensor.on(SET, t -> new Done("")).on(SET, t -> new Done(""));
    assertThatThrownBy(() -> PluginHarness.of(twice)).hasMessage("command Set is declared twice");
  }
}
