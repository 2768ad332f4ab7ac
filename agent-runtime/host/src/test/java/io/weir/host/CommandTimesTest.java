package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands that wait, are late, take long, are cancelled, or outlive their plugin. */
class CommandTimesTest extends OneCommanded {

  @Test
  void pastItsDeadlineACommandIsNotRun() throws Exception {
    bench.command(
        "temp", "TempUnitCmd", "{\"unit\":\"K\"}", Map.of("Weir-Deadline", "2026-11-21T09:59:59Z"));
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "expired");
    bench.command(
        "temp",
        "TempUnitCmd",
        "{\"unit\":\"K\"}",
        Map.of("Weir-Deadline", "2026-11-21T11:00:30+01:00"));
    assertThat(bench.awaitAnswer("temp", 2)).containsEntry("status", "ok");
    assertThat(handled).hasValue(1);
  }

  @Test
  void aCommandWhoseDeadlinePassesWhileItWaitsIsExpired() throws Exception {
    block();
    bench.command(
        "temp", "TempUnitCmd", "{\"unit\":\"K\"}", Map.of("Weir-Deadline", "2026-11-21T10:00:05Z"));
    bench.ticker.turn(Duration.ofSeconds(6));
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "expired");
    gate.countDown();
    assertThat(bench.awaitAnswer("temp", 2)).containsEntry("status", "ok");
    assertThat(bench.statuses("temp")).containsExactly("expired", "ok");
    assertThat(handled).as("the one that expired").hasValue(0);
  }

  @Test
  void aHandlerThatTakesTooLongIsATimeoutAndItsLateAnswerIsDropped() throws Exception {
    block();
    bench.ticker.turn(Duration.ofSeconds(31));
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "timeout");
    bench.awaitState("temp", "STUCK");
    gate.countDown();
    bench.awaitState("temp", "RUNNING");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}");
    bench.awaitAnswer("temp", 2);
    assertThat(bench.statuses("temp")).containsExactly("timeout", "ok");
  }

  @Test
  void aFullQueueIsBusyAndEveryRequestGetsOneAnswer() throws Exception {
    block();
    for (int i = 0; i < 5; i++) {
      bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", Map.of("Weir-Command-Id", "q" + i));
    }
    assertThat(bench.statuses("temp")).containsExactly("busy", "busy");
    gate.countDown();
    bench.awaitAnswer("temp", 6);
    assertThat(bench.statuses("temp")).containsExactly("busy", "busy", "ok", "ok", "ok", "ok");
    // what was busy was not run, so its id may come again
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", Map.of("Weir-Command-Id", "q4"));
    assertThat(bench.awaitAnswer("temp", 7)).containsEntry("status", "ok");
    assertThat(handled).hasValue(4);
  }

  @Test
  void aStuckPluginIsBusy() throws Exception {
    block();
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}");
    bench.ticker.turn(Duration.ofSeconds(31));
    bench.awaitState("temp", "STUCK");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}");
    bench.awaitAnswer("temp", 3);
    assertThat(bench.statuses("temp")).containsExactlyInAnyOrder("timeout", "timeout", "busy");
  }

  @Test
  void aLongCommandTellsItsProgressAndEndsAtItsDeadline() throws Exception {
    bench.command(
        "temp",
        "Long",
        "{}",
        Map.of("Weir-Deadline", "2026-11-21T10:02:00Z", "Weir-Command-Id", "l"));
    Wait.until("progress", () -> bench.sent("services.temp.progress").size() == 1);
    assertThat(Bench.json(bench.sent("services.temp.progress").get(0)))
        .containsEntry("id", "l")
        .containsEntry("percent", 10L);
    bench.ticker.turn(Duration.ofSeconds(100));
    assertThat(bench.heartbeat("temp")).containsEntry("state", "RUNNING");
    bench.ticker.turn(Duration.ofSeconds(21));
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "timeout");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}");
    assertThat(bench.awaitAnswer("temp", 2)).containsEntry("status", "ok");
  }

  @Test
  void aLongCommandThatIsCancelledEnds() throws Exception {
    bench.command("temp", "Long", "{}", Map.of("Weir-Command-Id", "l"));
    Wait.until("it runs", () -> bench.sent("services.temp.progress").size() == 1);
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", Map.of("Weir-Command-Id", "w"));
    assertThat(cancel("w")).containsEntry("cancelled", true);
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "refused");
    assertThat(cancel("l")).containsEntry("cancelled", true);
    assertThat(bench.awaitAnswer("temp", 2))
        .containsEntry("status", "refused")
        .containsEntry("message", "cancelled");
    assertThat(cancel("l")).containsEntry("cancelled", false);
    assertThat(handled).hasValue(0);
  }

  @Test
  void aCommandIsCancelledByACommandToo() throws Exception {
    bench.command("temp", "Long", "{}", Map.of("Weir-Command-Id", "l"));
    Wait.until("it runs", () -> bench.sent("services.temp.progress").size() == 1);
    bench.command("temp", "weir:cancel", "{\"id\":\"other\"}");
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "refused");
    bench.command("temp", "weir:cancel", "{}");
    assertThat(bench.awaitAnswer("temp", 2)).containsEntry("status", "invalid");
    bench.command("temp", "weir:cancel", "{\"id\":\"l\"}");
    bench.awaitAnswer("temp", 4);
    assertThat(bench.statuses("temp").subList(2, 4)).containsExactlyInAnyOrder("ok", "refused");
  }

  @Test
  void progressIsARecordOfTheAgentTooAndSoInTheCloud() throws Exception {
    bench.command("temp", "Long", "{}", Map.of("Weir-Command-Id", "l"));
    Wait.until("progress", () -> !bench.values("weir:progress:temp").isEmpty());
    assertThat(bench.values("weir:progress:temp")).containsExactly(10.0);
  }

  private Map<String, Object> cancel(String id) throws Exception {
    Message request = Message.of("services.temp.cancel", id.getBytes(StandardCharsets.US_ASCII));
    return Bench.json(bench.bus.request(request, Duration.ZERO).get());
  }

  @Test
  void aPluginThatGoesAnswersWhatWaits() throws Exception {
    Bench.Source other = bench.running("other", plugin);
    bench.command("other", "Block", "{}");
    Wait.until("it runs", () -> handled.get() == 1);
    bench.command("other", "TempUnitCmd", "{\"unit\":\"K\"}");
    bench.plugins.release(other);
    assertThat(bench.statuses("other")).containsExactly("failed", "failed");
    assertThat(other.closed()).isTrue();
    assertThat(bench.heartbeat("other")).containsEntry("state", "STOPPED");
  }
}
