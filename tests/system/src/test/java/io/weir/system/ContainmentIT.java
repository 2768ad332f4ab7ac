package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.AgentBus;
import io.weir.system.harness.Await;
import io.weir.system.harness.PluginBench;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A neighbour of each hostile kind in the same JVM: it is named, and the healthy plugin beside it
 * loses nothing.
 */
class ContainmentIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final String HEALTHY = "temp_monitor";
  // a machine that runs other tests beside this one may stop a thread for that long
  private static final double LONGEST_PAUSE_S = 5;

  private AgentBus bus;
  private PluginBench bench;

  @Test
  void whateverOneDoesItsNeighbourLosesNothing() {
    try (PluginBench opened = new PluginBench("containment").hostile().temperature()) {
      bench = opened;
      bench.gateway.configure(PluginBench.TEMPERATURE, Map.of("poll.time.ms", "50"));
      bench.gateway.configure(
          "io.weir.host",
          Map.of(
              "sample.ms", "1000",
              "describe.ms", "6000",
              "stuck.ms", "1500",
              "over.budget.ms", "2000",
              "threads", "50"));
      bench.gateway.configure(
          PluginBench.HOSTILE,
          Map.of("mode", "CALM", "budget.readings.per.second", "500", "budget.cpu.percent", "10"));
      bench.start();
      bus = bench.bus();
      bus.awaitState("hostile", "RUNNING", LIMIT);
      bus.awaitState(HEALTHY, "RUNNING", LIMIT);
      Await.until("readings", LIMIT, () -> bus.records("temperature").size() > 10);

      becomes("BLOCK_IN_ACTIVATION", "FAILED", "activation and describe takes longer");
      becomes("LEAK_THREADS", "QUARANTINED", "threads, may have 50");
      becomes("FLOOD", "RUNNING|QUARANTINED", "readings a second|is throttled|processor");
      becomes("GARBAGE", "RUNNING|QUARANTINED", "is throttled|allocates");
      becomes("SPIN_THREAD", "QUARANTINED", "% of a processor for 2 s, may use 10 %");
      becomes("HOARD", "QUARANTINED", "heap is nearly full");
      counts("ERROR");
      counts("OVERFLOW");
      counts("EXIT");
      // the last: its thread cannot be ended and goes on beside the healthy one
      becomes("LOOP", "STUCK|QUARANTINED", "sampler takes longer than 1000 ms|was stuck|processor");
      nothingIsLost();
    }
  }

  /** Starts it anew in this mode and waits until it is named for it. */
  private void becomes(String mode, String states, String reasons) {
    restart(mode);
    Await.until(
        mode + " is noticed",
        LIMIT,
        () -> bus.heartbeat("hostile"),
        heartbeat ->
            heartbeat.path("state").asText().matches(states)
                && heartbeat.path("reason").asText().matches(".*(" + reasons + ").*"));
    healthyAnswers();
  }

  /** Its calls fail one by one, and are counted. */
  private void counts(String mode) {
    restart(mode);
    Await.until(
        mode + " is counted",
        LIMIT,
        () -> bus.heartbeat("hostile"),
        heartbeat -> heartbeat.path("errors").asLong() > 0);
    healthyAnswers();
  }

  private void restart(String mode) {
    bench.gateway.configure(PluginBench.HOSTILE, Map.of("mode", mode));
  }

  private void healthyAnswers() {
    JsonNode answer = bus.call(HEALTHY, "TempUnitCmd", "{\"unit\":\"Cel\"}", Map.of(), CALL);
    assertThat(answer.path("status").asText()).isEqualTo("ok");
  }

  private void nothingIsLost() {
    JsonNode heartbeat = bus.heartbeat(HEALTHY);
    assertThat(heartbeat.path("state").asText()).isEqualTo("RUNNING");
    assertThat(heartbeat.path("dropped").asLong()).isZero();
    assertThat(heartbeat.path("errors").asLong()).isZero();
    // what it counts as published has come through the broker
    assertThat(bus.records("temperature").size())
        .isGreaterThanOrEqualTo(heartbeat.path("readings").asInt());
    List<Double> times =
        bus.records("temperature").stream().map(r -> r.path("t").asDouble()).toList();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isLessThan(LONGEST_PAUSE_S);
    }
  }
}
