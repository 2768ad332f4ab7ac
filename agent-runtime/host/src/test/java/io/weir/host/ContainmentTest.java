package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.plugin.Metric;
import io.weir.plugin.SensorPlugin;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One bad plugin costs one plugin. */
@Timeout(60)
class ContainmentTest {
  private static final Metric<Double> TEMPERATURE = Metric.number("temperature", "deg");

  private final Bench bench = new Bench();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void close() {
    gate.countDown();
    bench.close();
  }

  @Test
  void aConstructorOrDescribeThatBlocksFailsAfterItsTimeAndOthersRun() throws Exception {
    bench.adopt(
        "blocks",
        "1.0.0",
        () -> {
          awaitGate();
          return sensor -> {};
        });
    healthyRuns();
    bench.ticker.turn(Duration.ofSeconds(31));
    bench.awaitState("blocks", "FAILED");
    assertThat(bench.heartbeat("blocks"))
        .containsEntry("reason", "activation and describe takes longer than 30000 ms");
    gate.countDown();
    bench.awaitState("blocks", "RUNNING");
  }

  @Test
  void aPluginIsLetGoAndItsNameFreeAlsoWhereItsLastWordCannotBeSaid() throws Exception {
    Bench.Source first = bench.running("leaves", sensor -> {});
    bench.bus.subscribe(
        "services.leaves.heartbeat",
        said -> {
          if ("STOPPED".equals(Bench.json(said).get("state"))) {
            throw new IllegalStateException("cannot be said");
          }
        });
    bench.plugins.release(first);
    assertThat(first.closed()).isTrue();
    bench.running("leaves", sensor -> {});
  }

  @Test
  void whateverDescribeThrowsMakesItFailedWithTheReason() throws Exception {
    bench.adopt(
        "throws",
        sensor -> {
          throw new java.io.IOException("no bus i2c-1");
        });
    bench.adopt(
        "links",
        sensor -> {
          throw new NoSuchMethodError("old API");
        });
    bench.adopt(
        "inactive",
        "1.0.0",
        () -> {
          throw new IllegalStateException("its component could not be activated");
        });
    bench.awaitState("throws", "FAILED");
    bench.awaitState("links", "FAILED");
    bench.awaitState("inactive", "FAILED");
    assertThat(bench.heartbeat("throws")).containsEntry("reason", "IOException: no bus i2c-1");
    assertThat(bench.heartbeat("links")).containsEntry("reason", "NoSuchMethodError: old API");
    bench.command("throws", "Any", "{}");
    assertThat(bench.awaitAnswer("throws", 1)).containsEntry("status", "failed");
    healthyRuns();
  }

  @Test
  void whoDeclaresTwiceOrLaterIsTold() throws Exception {
    bench.adopt(
        "twice",
        sensor ->
            sensor
                .on(CommandsTest.ECHO, request -> request)
                .on(CommandsTest.ECHO, request -> request));
    bench.awaitState("twice", "FAILED");
    assertThat((String) bench.heartbeat("twice").get("reason"))
        .contains("command Echo is declared already");
  }

  @Test
  void aSamplerThatLoopsIsStuckAndThenInQuarantine() throws Exception {
    bench.running("loops", sensor -> sensor.every(Duration.ofSeconds(1), out -> awaitGate()));
    bench.ticker.turn(Duration.ofSeconds(31));
    bench.awaitState("loops", "STUCK");
    assertThat(bench.heartbeat("loops"))
        .containsEntry("reason", "sampler takes longer than 30000 ms");
    bench.ticker.turn(Duration.ofMinutes(6));
    bench.awaitState("loops", "QUARANTINED");
    bench.command("loops", "Any", "{}");
    assertThat(bench.awaitAnswer("loops", 1)).containsEntry("status", "failed");
    healthyRuns();
  }

  @Test
  void whoGetsStuckAgainAndAgainIsPutInQuarantine() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    bench.running(
        "again",
        sensor ->
            sensor.every(
                Duration.ofSeconds(1),
                out -> {
                  calls.incrementAndGet();
                  new CountDownLatch(1).await(); // for ever, until it is interrupted
                }));
    for (int i = 1; i <= 6; i++) {
      int call = i;
      Wait.until(
          "call " + i,
          () -> {
            if (calls.get() < call) {
              bench.ticker.turn(Duration.ofMillis(500));
            }
            return calls.get() >= call;
          });
      bench.ticker.turn(Duration.ofSeconds(31));
      String state = i < 6 ? "STUCK" : "QUARANTINED";
      int number = i;
      Wait.until(
          state + " " + i,
          () ->
              bench.heartbeats("again").stream()
                      .filter(beat -> state.equals(beat.get("state")))
                      .count()
                  >= (number < 6 ? number : 1));
    }
    assertThat((String) bench.heartbeat("again").get("reason"))
        .startsWith("was stuck 6 times in an hour");
  }

  @Test
  void whoStartsTooManyThreadsIsPutInQuarantine() throws Exception {
    List<Thread> leaked = new CopyOnWriteArrayList<>();
    bench.adopt(
        "leaks",
        sensor -> {
          for (int i = 0; i < 30; i++) {
            Thread thread = new Thread(this::awaitGate);
            thread.setDaemon(true);
            thread.start();
            leaked.add(thread);
          }
        });
    bench.awaitState("leaks", "QUARANTINED");
    assertThat((String) bench.heartbeat("leaks").get("reason"))
        .matches("has [23][0-9] threads, may have 20");
    gate.countDown();
    for (Thread thread : leaked) {
      thread.join();
    }
  }

  @Test
  void aPluginThatDoesNotEndIsLeftBehindAndItsReadingsAreDropped() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    CountDownLatch put = new CountDownLatch(1);
    Bench.Source source =
        bench.running(
            "clings",
            sensor ->
                sensor.every(
                    Duration.ofSeconds(1),
                    out -> {
                      while (late.getCount() > 0) {
                        Thread.onSpinWait();
                      }
                      out.put(TEMPERATURE, 1.0);
                      sensor.readings().put(TEMPERATURE, 2.0);
                      put.countDown();
                    }));
    bench.plugins.release(source);
    assertThat(bench.heartbeat("clings")).containsEntry("state", "STOPPED");
    late.countDown();
    put.await();
    healthyRuns();
    assertThat(bench.values("temperature")).doesNotContain(2.0);
  }

  @Test
  void ofAHundredPluginsOneIsStuckAndTheOthersAnswerAtOnce() throws Exception {
    for (int i = 0; i < 99; i++) {
      bench.running("p" + i, sensor -> sensor.on(CommandsTest.ECHO, request -> request));
    }
    bench.running(
        "stuck",
        sensor ->
            sensor.on(
                CommandsTest.ECHO,
                request -> {
                  awaitGate();
                  return request;
                }));
    bench.command("stuck", "Echo", "{\"count\":1}");
    long begin = System.nanoTime();
    for (int i = 0; i < 99; i++) {
      bench.command("p" + i, "Echo", "{\"count\":1}");
    }
    for (int i = 0; i < 99; i++) {
      assertThat(bench.awaitAnswer("p" + i, 1)).containsEntry("status", "ok");
    }
    // alone on a machine it takes some ten; 200 ms each is what the plan allows
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(bench.answers("stuck")).isEmpty();
  }

  @Test
  void twoPluginsOfOneNameDoNotMix() throws Exception {
    Bench.Source first = bench.running("same", putting(1));
    Bench.Source second = bench.adopt("same", putting(2));
    Wait.until("the first samples", () -> !bench.values("temperature").isEmpty());
    assertThat(bench.values("temperature")).containsOnly(1.0);
    bench.plugins.release(first);
    Wait.until("the second samples", () -> bench.values("temperature").contains(2.0));
    bench.plugins.release(second);
  }

  @Test
  void aNameThatCouldBecomePartOfASubjectIsNotAdopted() {
    for (String name : List.of("", "a.b", "a b", "*", ">", "-a", "x".repeat(64), "\u00e9")) {
      bench.adopt(name, putting(1));
    }
    assertThat(bench.bus.sent).isEmpty();
    assertThat(bench.bus.published).isEmpty();
  }

  @Test
  void theLaneHasANameAndEverythingRunsOnIt() throws Exception {
    List<String> threads = new CopyOnWriteArrayList<>();
    bench.adopt(
        "named",
        "1.0.0",
        () -> {
          threads.add(Thread.currentThread().getName());
          return sensor -> {
            threads.add(Thread.currentThread().getName());
            sensor
                .every(Duration.ofMinutes(1), out -> threads.add(Thread.currentThread().getName()))
                .on(
                    CommandsTest.ECHO,
                    request -> {
                      threads.add(Thread.currentThread().getName());
                      return request;
                    });
          };
        });
    bench.awaitState("named", "RUNNING");
    bench.command("named", "Echo", "{\"count\":1}");
    bench.awaitAnswer("named", 1);
    Wait.until("sampled", () -> threads.size() == 4);
    assertThat(threads).containsOnly("weir-lane-named");
  }

  private static SensorPlugin putting(double value) {
    return sensor -> sensor.every(Duration.ofMinutes(1), out -> out.put(TEMPERATURE, value));
  }

  private void healthyRuns() throws Exception {
    bench.running("healthy", putting(7));
    Wait.until("the healthy one samples", () -> bench.values("temperature").contains(7.0));
  }

  private void awaitGate() {
    boolean open = false;
    while (!open) {
      try {
        gate.await();
        open = true;
      } catch (InterruptedException e) {
        open = false; // does not listen to interruptions
      }
    }
  }
}
