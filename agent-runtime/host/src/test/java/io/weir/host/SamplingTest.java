package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weir.plugin.Metric;
import io.weir.plugin.Quality;
import io.weir.plugin.Readings;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SamplingTest {
  private static final Metric<Double> TEMPERATURE = Metric.number("temperature", "deg");
  private static final Metric<Long> COUNT = Metric.counter("count", "");
  private static final Metric<String> TEXT = Metric.text("text");

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aSamplerIsCalledAtOnceAndThenEveryPeriod() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    bench.running(
        "one",
        sensor ->
            sensor.every(
                Duration.ofSeconds(10), out -> out.put(TEMPERATURE, calls.incrementAndGet())));
    Wait.until("first", () -> bench.values("temperature").size() == 1);
    bench.ticker.turn(Duration.ofMillis(9_999));
    bench.ticker.turn(Duration.ofMillis(1));
    Wait.until("second", () -> bench.values("temperature").size() == 2);
    assertThat(bench.values("temperature")).containsExactly(1.0, 2.0);
    ResolvedRecord second = bench.records("events.data").get(1);
    assertThat(second.name()).isEqualTo("urn:cpt:device:sn:TEST-1:temperature");
    assertThat(second.unit()).isEqualTo("deg");
    assertThat(second.time()).isEqualTo(FakeTicker.START.getEpochSecond() + 10.0);
  }

  @Test
  void whatASamplerPutsTogetherIsOnePackOfOneTime() throws Exception {
    bench.running(
        "one",
        sensor ->
            sensor.every(
                Duration.ofSeconds(10),
                out -> {
                  out.put(TEMPERATURE, 21.5);
                  bench.ticker.turn(Duration.ofMillis(3));
                  out.put(COUNT, 1L << 60);
                  out.put(TEXT, "warm", Quality.UNCERTAIN);
                }));
    Wait.until("a pack", () -> !bench.bus.published.isEmpty());
    assertThat(bench.bus.published).hasSize(1);
    assertThat(bench.records("events.data"))
        .hasSize(3)
        .allMatch(record -> record.time() == FakeTicker.START.getEpochSecond());
    assertThat(bench.records("events.data").get(2).quality())
        .isEqualTo(io.weir.senml.Quality.UNCERTAIN);
    assertThat(bench.records("events.data").get(1).value()).isEqualTo(Value.of(1L << 60));
  }

  @Test
  void twoValuesOfOneMetricNeverShareATime() throws Exception {
    bench.running(
        "one",
        sensor ->
            sensor.every(
                Duration.ofSeconds(10),
                out -> {
                  for (int i = 0; i < 5; i++) {
                    out.put(TEMPERATURE, i);
                  }
                }));
    Wait.until("a pack", () -> !bench.bus.published.isEmpty());
    assertThat(bench.records("events.data").stream().map(ResolvedRecord::time).distinct())
        .hasSize(5);
    assertThat(bench.values("temperature")).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
  }

  @Test
  void aTimeThatTheReadingHasIsKept() throws Exception {
    Instant measured = Instant.parse("2026-01-01T00:00:00.123456Z");
    bench.running("one", sensor -> sensor.readings().put(TEMPERATURE, 1.0, measured));
    Wait.until("a pack", () -> !bench.bus.published.isEmpty());
    assertThat(bench.records("events.data").get(0).time()).isEqualTo(1767225600.123456);
  }

  @Test
  void aSamplerThatWasLateDoesNotCatchUp() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    bench.running(
        "one",
        sensor ->
            sensor.every(
                Duration.ofSeconds(1),
                out -> {
                  if (calls.incrementAndGet() == 2) {
                    bench.ticker.turn(Duration.ofMillis(5_500));
                  }
                }));
    Wait.until("first", () -> calls.get() == 1);
    bench.ticker.turn(Duration.ofSeconds(1));
    Wait.until("second", () -> calls.get() == 2);
    // 6.5 s now, the next point of the grid is 7 s
    Wait.until("it has ended", () -> bench.ticker.nanos() == 6_500_000_000L);
    bench.ticker.turn(Duration.ofMillis(499));
    assertThat(calls).hasValue(2);
    bench.ticker.turn(Duration.ofMillis(1));
    Wait.until("third", () -> calls.get() == 3);
  }

  @Test
  void whatWasPutBeforeAnExceptionIsPublishedAndTheNextPeriodTriesAgain() throws Exception {
    bench.running(
        "one",
        sensor ->
            sensor.every(
                Duration.ofSeconds(1),
                out -> {
                  out.put(TEMPERATURE, 1.0);
                  throw new NoClassDefFoundError("gone");
                }));
    Wait.until("first", () -> bench.values("temperature").size() == 1);
    bench.ticker.turn(Duration.ofSeconds(1));
    Wait.until("second", () -> bench.values("temperature").size() == 2);
    bench.ticker.turn(Duration.ofSeconds(30));
    Wait.until("counted", () -> ((Number) bench.heartbeat("one").get("errors")).intValue() >= 2);
    assertThat(bench.heartbeat("one")).containsEntry("state", "RUNNING");
  }

  @Test
  void aPluginPushesFromAnyThreadAndAlertsGoTheirOwnWay() throws Exception {
    AtomicReference<Readings> readings = new AtomicReference<>();
    AtomicReference<Readings> alerts = new AtomicReference<>();
    bench.running(
        "one",
        sensor -> {
          readings.set(sensor.readings());
          alerts.set(sensor.alerts());
        });
    Thread other =
        new Thread(
            () -> {
              for (int i = 0; i < 200; i++) {
                readings.get().put(COUNT, i);
              }
              alerts.get().put(TEXT, "fire");
            });
    other.start();
    other.join();
    Wait.until("all", () -> bench.records("events.data").size() == 200);
    Wait.until("alert", () -> bench.records("events.alert").size() == 1);
    assertThat(bench.values("count")).hasSize(200).isSorted();
    assertThat(bench.bus.published.size()).isLessThan(190);
  }

  @Test
  void aSlowPluginDelaysOnlyItself() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicReference<Readings> pushes = new AtomicReference<>();
    bench.running(
        "slow",
        sensor -> {
          pushes.set(sensor.readings());
          sensor.every(Duration.ofSeconds(1), out -> gate.await());
        });
    bench.running(
        "quick", sensor -> sensor.every(Duration.ofSeconds(1), out -> out.put(TEMPERATURE, 1.0)));
    for (int i = 1; i <= 5; i++) {
      int count = i;
      Wait.until("sample " + i, () -> bench.values("temperature").size() >= count);
      bench.ticker.turn(Duration.ofSeconds(1));
    }
    pushes.get().put(TEXT, "its pushes go out too");
    Wait.until("pushed", () -> bench.values("text").size() == 1);
    gate.countDown();
  }

  @Test
  void aFloodIsSlowedDownToTheBudgetAndNothingOfItIsLost() throws Exception {
    AtomicReference<Readings> readings = new AtomicReference<>();
    bench.running("flood", sensor -> readings.set(sensor.readings()));
    Thread flood = start(() -> putMany(readings.get(), 3_000));
    Wait.until("a quarter second's worth", () -> bench.values("count").size() == 250);
    Wait.until("it waits", () -> flood.getState() == Thread.State.TIMED_WAITING);
    assertThat(bench.values("count")).hasSize(250);
    turnUntil("all", () -> bench.values("count").size() == 3_000);
    flood.join();
    assertThat(bench.ticker.nanos()).isGreaterThanOrEqualTo(2_750_000_000L);
    bench.ticker.turn(Duration.ofSeconds(30));
    Wait.until("said", () -> Long.valueOf(3_000).equals(bench.heartbeat("flood").get("readings")));
    assertThat(bench.heartbeat("flood"))
        .containsEntry("state", "RUNNING")
        .containsEntry("dropped", 0L)
        .containsEntry("reason", "is slowed down, for it puts more than 1000 readings a second");
    assertThat(bench.bus.losses).isEmpty();
  }

  @Test
  void aSamplerWaitsNoLongerThanItsPatienceAndTheCloudIsToldOfWhatItLoses() throws Exception {
    bench.running(
        "flood", sensor -> sensor.every(Duration.ofHours(1), out -> putMany(out, 10_000)));
    turnUntil("told", () -> !bench.bus.losses.isEmpty());
    Wait.until("all that passed", () -> bench.values("count").size() > 5_000);
    int passed = bench.values("count").size();
    assertThat(passed).isLessThan(5_500);
    Wait.until("all is told", () -> lost() == 10_000 - passed);
    assertThat(bench.bus.losses)
        .allMatch(loss -> loss.subject().equals("events.data"))
        .allMatch(
            loss ->
                loss.reason()
                    .equals("readings-budget: flood puts more than 1000 readings a second"));
    // what came first was not kept until the call had ended
    assertThat(bench.bus.published.get(0).payload().length).isLessThan(100_000);
    turnUntil(
        "counted",
        () -> Long.valueOf(10_000 - passed).equals(bench.heartbeat("flood").get("dropped")));
  }

  @Test
  void whoWaitsForItsTurnIsInterruptedAndEndsWithThePlugin() throws Exception {
    AtomicReference<Readings> readings = new AtomicReference<>();
    Bench.Source source = bench.running("flood", sensor -> readings.set(sensor.readings()));
    Thread first = start(() -> putMany(readings.get(), 10_000));
    Wait.until("it waits", () -> first.getState() == Thread.State.TIMED_WAITING);
    first.interrupt();
    first.join();
    Thread second = start(() -> putMany(readings.get(), 10_000));
    Wait.until("it waits", () -> second.getState() == Thread.State.TIMED_WAITING);
    bench.plugins.release(source);
    second.join();
    // of the first the one that it waited with, of the second nothing: a plugin that has gone
    assertThat(lost()).isEqualTo(1);
    assertThat(bench.values("count")).hasSize(250);
  }

  @Test
  void whoDoesNothingButPutIsEndedByQuarantine() throws Exception {
    AtomicReference<Throwable> end = new AtomicReference<>();
    AtomicReference<Readings> readings = new AtomicReference<>();
    CountDownLatch gate = new CountDownLatch(1);
    bench.running(
        "deaf",
        sensor -> {
          readings.set(sensor.readings());
          sensor.every(Duration.ofHours(1), out -> awaitDeaf(gate));
        });
    Thread deaf = start(() -> end.set(catchThrowable(() -> putMany(readings.get(), 1 << 30))));
    Wait.until("it waits", () -> deaf.getState() == Thread.State.TIMED_WAITING);
    bench.ticker.turn(Duration.ofSeconds(31));
    bench.awaitState("deaf", "STUCK");
    bench.ticker.turn(Duration.ofMinutes(6));
    bench.awaitState("deaf", "QUARANTINED");
    deaf.join();
    gate.countDown();
    assertThat(end.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("deaf is in quarantine: was stuck for 300 s");
  }

  @Test
  void whileThePublisherIsNearlyFullTheFloodIsSlowedAndTheOthersAreNot() throws Exception {
    Metric<Double> calm = Metric.number("calm", "1");
    Readings[] outlets = new Readings[2];
    bench.running("calm", sensor -> outlets[0] = sensor.readings());
    bench.running("flood", sensor -> outlets[1] = sensor.readings());
    bench.bus.waitingBytes = 2 << 20;
    Thread flood = start(() -> putMany(outlets[1], 1_000));
    turnUntil(
        "the host has seen it",
        () -> String.valueOf(bench.heartbeat("flood").get("reason")).contains("nearly full"));
    outlets[0].put(calm, 1.0);
    Wait.until("the calm one passes", () -> bench.values("calm").size() == 1);
    turnUntil("all", () -> bench.values("count").size() == 1_000);
    flood.join();
    assertThat(bench.heartbeat("calm")).containsEntry("dropped", 0L);
    assertThat(bench.heartbeat("flood")).containsEntry("dropped", 0L);
  }

  private static void awaitDeaf(CountDownLatch gate) {
    while (gate.getCount() > 0) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        continue; // does not listen
      }
    }
  }

  private static void putMany(Readings out, int count) {
    for (int i = 0; i < count && !Thread.currentThread().isInterrupted(); i++) {
      out.put(COUNT, i);
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "flood");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Turns the clock on while it waits. */
  private void turnUntil(String what, java.util.concurrent.Callable<Boolean> condition)
      throws Exception {
    Wait.until(
        what,
        () -> {
          bench.ticker.turn(Duration.ofMillis(20));
          return condition.call();
        });
  }

  private long lost() {
    return bench.bus.losses.stream().mapToLong(io.weir.broker.Loss::records).sum();
  }

  @Test
  void tooManyMetricsAreRefusedAndTheKnownOnesGoOn() throws Exception {
    AtomicReference<Readings> readings = new AtomicReference<>();
    bench.running("many", sensor -> readings.set(sensor.readings()));
    for (int i = 0; i < 60; i++) {
      readings.get().put(Metric.number("m" + i, ""), 1.0);
    }
    readings.get().put(Metric.number("m0", ""), 2.0);
    Wait.until("known", () -> bench.values("m0").size() == 2);
    assertThat(bench.records("events.data")).hasSize(51);
    Wait.until("told", () -> lost() == 10);
    assertThat(bench.bus.losses.get(0).reason())
        .isEqualTo("metrics-budget: many uses more metrics than it may");
  }

  @Test
  void whatThePublisherRefusesIsCounted() throws Exception {
    AtomicReference<Readings> readings = new AtomicReference<>();
    bench.running("one", sensor -> readings.set(sensor.readings()));
    bench.bus.full = true;
    readings.get().put(TEMPERATURE, 1.0);
    Wait.until(
        "counted",
        () -> {
          bench.ticker.turn(Duration.ofSeconds(30));
          return Long.valueOf(1).equals(bench.heartbeat("one").get("dropped"));
        });
    assertThat(bench.bus.losses).hasSize(1);
    assertThat(bench.bus.losses.get(0).subject()).isEqualTo("events.data");
    assertThat(bench.bus.losses.get(0).records()).isEqualTo(1);
    assertThat(bench.bus.losses.get(0).reason()).startsWith("publish-queue-full: ");
  }

  @Test
  void textThatSenmlCannotCarryIsDroppedAlone() throws Exception {
    AtomicReference<Readings> readings = new AtomicReference<>();
    bench.running("one", sensor -> readings.set(sensor.readings()));
    readings.get().put(TEXT, "half a pair \ud800");
    readings.get().put(TEXT, "\u20ac".repeat(30_000)); // 90,000 bytes of UTF-8
    readings.get().put(TEXT, "good");
    Wait.until("the good one", () -> bench.values("text").size() == 1);
    assertThat(bench.values("text")).containsExactly(new Value.Text("good"));
    Wait.until("told", () -> lost() == 2);
    assertThat(bench.bus.losses.get(0).reason()).startsWith("not-encoded: one ");
  }

  @Test
  void manyLongTextsAreCutIntoPacksThatFit() throws Exception {
    bench.running(
        "one",
        sensor ->
            sensor.every(
                Duration.ofMinutes(1),
                out -> {
                  for (int i = 0; i < 20; i++) {
                    out.put(Metric.text("t" + i), "x".repeat(60_000));
                  }
                }));
    Wait.until("all", () -> bench.records("events.data").size() == 20);
    assertThat(bench.bus.published).allMatch(message -> message.payload().length <= 256 << 10);
  }
}
