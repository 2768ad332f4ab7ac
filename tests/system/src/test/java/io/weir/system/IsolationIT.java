package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.AgentBus;
import io.weir.system.harness.Await;
import io.weir.system.harness.PluginBench;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A plugin in a process of its own, beside one in the agent. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IsolationIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(20);
  private static final String NEIGHBOUR = "temp_monitor";
  private static PluginBench bench;
  private static AgentBus bus;

  @BeforeAll
  static void open() {
    bench = new PluginBench("isolation").hostile().temperature();
    bench.gateway.configure(
        PluginBench.HOSTILE, Map.of("isolation", "process", "isolation.memory.mb", "16"));
    bench.gateway.configure(PluginBench.TEMPERATURE, Map.of("poll.time.ms", "100"));
    bench.start();
    bus = bench.bus();
    bus.awaitState("hostile", "RUNNING", LIMIT);
    bus.awaitState(NEIGHBOUR, "RUNNING", LIMIT);
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  @Test
  @Order(1)
  void itsReadingsCommandsAndDescriptionAreThoseOfAnyPlugin() {
    Await.until("readings", LIMIT, () -> bus.records("hostile:value").size() > 5);
    JsonNode answer = bus.call("hostile", "Work", "{\"steps\":2,\"stepMs\":1}", Map.of(), CALL);
    assertThat(answer.path("status").asText()).isEqualTo("ok");
    assertThat(answer.path("result").path("message").asText()).isEqualTo("2 steps");
    assertThat(bus.ask("services.hostile.describe", "", CALL).path("commands"))
        .extracting(command -> command.path("name").asText())
        .containsExactly("Misbehave", "Work");
    assertThat(bus.heartbeat("hostile").path("process").path("heapLimitMb").asInt()).isEqualTo(16);
  }

  @Test
  @Order(2)
  void killingItsProcessCostsOnlyIt() {
    long pid = pid();
    String id = "killed-in-the-middle";
    bus.send("hostile", "Work", "{\"steps\":1000,\"stepMs\":100}", Map.of("Weir-Command-Id", id));
    Await.until("it works on it", LIMIT, () -> !bus.progress(id).isEmpty());

    ProcessHandle.of(pid).orElseThrow().destroyForcibly();

    JsonNode failed = bus.awaitState("hostile", "FAILED", LIMIT);
    assertThat(failed.path("reason").asText()).contains("its process was killed");
    Await.until("the command is answered", LIMIT, () -> bus.responses(id).size() == 1);
    assertThat(bus.responses(id).get(0).path("status").asText()).isEqualTo("failed");
    JsonNode again = bus.awaitState("hostile", "RUNNING", LIMIT);
    assertThat(again.path("process").path("restarts").asInt()).isPositive();
    assertThat(pid()).isNotEqualTo(pid);
    // the same id is answered as before, though the process that knew it is gone
    assertThat(
            bus.call(
                    "hostile",
                    "Work",
                    "{\"steps\":1,\"stepMs\":1}",
                    Map.of("Weir-Command-Id", id),
                    CALL)
                .path("status")
                .asText())
        .isEqualTo("failed");
    neighbourIsWell();
  }

  @Test
  @Order(3)
  void changedConfigurationReachesItsRunningProcessAndNoReadingIsMissed() {
    Await.until("it counts", LIMIT, () -> bus.records("hostile:value").size() > 5);
    long pid = pid();
    int before = bus.records("hostile:value").size();
    String work = "{\"steps\":1,\"stepMs\":1}";
    bench.gateway.configure(PluginBench.HOSTILE, Map.of("processing", "* offset=1000000"));
    Await.until(
        "readings by the new rule, and commands are taken",
        LIMIT,
        () ->
            bus.call("hostile", "Work", work, Map.of(), CALL).path("status").asText().equals("ok")
                && bus.records("hostile:value").stream()
                    .anyMatch(r -> r.path("v").asDouble() > 999_999));
    assertThat(pid()).isEqualTo(pid);
    List<Double> values =
        bus.records("hostile:value").stream()
            .skip(before)
            .map(r -> r.path("v").asDouble())
            .toList();
    // the old instance counts on to its last, the new one begins at one
    for (int i = 1; i < values.size(); i++) {
      double step = values.get(i) - values.get(i - 1);
      assertThat(step == 1 || values.get(i) == 1_000_001).as(values.toString()).isTrue();
    }
    assertThat(bus.heartbeat("hostile").path("dropped").asLong()).isZero();
    neighbourIsWell();
  }

  @Test
  @Order(4)
  void runningOutOfMemoryCostsOnlyIt() {
    bus.awaitState("hostile", "RUNNING", LIMIT);
    bench.gateway.configure(PluginBench.HOSTILE, Map.of("mode", "HOARD"));
    // on a slow machine its own watchdog takes it out of service before the memory is really gone
    Await.until(
        "the reason is said",
        LIMIT,
        () -> bus.heartbeat("hostile").path("reason").asText(),
        reason -> reason.contains("ran out of memory") || reason.contains("heap is nearly full"));
    neighbourIsWell();
  }

  @Test
  @Order(5)
  void itsProcessEndsWithTheAgentHoweverThatEnds() {
    bench.gateway.configure(PluginBench.HOSTILE, Map.of("mode", "CALM"));
    Await.until("it runs again", LIMIT, () -> pid() > 0);
    String work = "{\"steps\":1,\"stepMs\":1}";
    JsonNode answered = bus.call("hostile", "Work", work, id("answered"), CALL);
    assertThat(answered.path("status").asText()).isEqualTo("ok");
    bus.send("hostile", "Work", "{\"steps\":1000,\"stepMs\":100}", id("running"));
    Await.until("it works on it", LIMIT, () -> !bus.progress("running").isEmpty());
    List<ProcessHandle> children =
        bench.gateway.agent().handle().descendants().filter(IsolationIT::isJava).toList();
    assertThat(children).hasSize(1);
    bench.gateway.kill9();
    Await.until("no orphan", LIMIT, () -> children.stream().noneMatch(ProcessHandle::isAlive));

    // and the ids of its commands outlive the agent: nothing is run a second time
    bench.gateway.start();
    try (AgentBus again = new AgentBus(bench.gateway)) {
      again.awaitState("hostile", "RUNNING", LIMIT);
      assertThat(again.call("hostile", "Work", work, id("answered"), CALL)).isEqualTo(answered);
      JsonNode interrupted = again.call("hostile", "Work", work, id("running"), CALL);
      assertThat(interrupted.path("status").asText()).isEqualTo("failed");
      assertThat(interrupted.path("message").asText()).contains("restarted while it ran");
    }
  }

  private static Map<String, String> id(String id) {
    return Map.of("Weir-Command-Id", id);
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("java");
  }

  private static long pid() {
    JsonNode heartbeat = bus.heartbeat("hostile");
    boolean runs = heartbeat.path("state").asText().equals("RUNNING");
    return runs ? heartbeat.path("process").path("pid").asLong() : 0;
  }

  /** Goes on, and has lost nothing so far: its heartbeat counts what was put. */
  private static void neighbourIsWell() {
    int before = bus.records("temperature").size();
    Await.until("it goes on", LIMIT, () -> bus.records("temperature").size() > before + 3);
    JsonNode heartbeat = bus.heartbeat(NEIGHBOUR);
    assertThat(heartbeat.path("state").asText()).isEqualTo("RUNNING");
    assertThat(heartbeat.path("dropped").asLong()).isZero();
  }
}
