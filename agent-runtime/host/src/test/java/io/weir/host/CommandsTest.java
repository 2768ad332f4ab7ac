package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Message;
import io.weir.plugin.Check;
import io.weir.plugin.Command;
import io.weir.plugin.CommandRefused;
import io.weir.plugin.Nothing;
import io.weir.plugin.SensorPlugin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommandsTest {

  record TempUnit(String unit) {
    TempUnit {
      Check.oneOf("unit", unit, "K", "Cel");
    }
  }

  record Changed(String message) {}

  record Numbers(int count, Double factor, List<String> names) {}

  static final Command<TempUnit, Changed> UNIT =
      Command.of("TempUnitCmd", TempUnit.class, Changed.class);
  static final Command<Numbers, Numbers> ECHO =
      Command.of("Echo", Numbers.class, Numbers.class).described("says it again");
  static final Command<Nothing, Nothing> REFUSE =
      Command.of("Refuse", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> FAIL = Command.of("Fail", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> RECURSE =
      Command.of("Recurse", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> BLOCK = Command.of("Block", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> LONG = Command.of("Long", Nothing.class, Nothing.class);
  static final Command<Nothing, Nothing> NULL = Command.of("Null", Nothing.class, Nothing.class);

  private final Bench bench = new Bench();
  private final AtomicInteger handled = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  private final SensorPlugin plugin =
      sensor ->
          sensor
              .on(
                  UNIT,
                  request -> {
                    handled.incrementAndGet();
                    return new Changed("Changed temperature unit to " + request.unit());
                  })
              .on(ECHO, request -> request)
              .on(
                  REFUSE,
                  request -> {
                    throw new CommandRefused("the door is open");
                  })
              .on(
                  FAIL,
                  request -> {
                    throw new java.io.IOException("no such device");
                  })
              .on(RECURSE, request -> recurse())
              .on(NULL, request -> null)
              .on(
                  BLOCK,
                  request -> {
                    handled.incrementAndGet();
                    while (gate.getCount() > 0) {
                      try {
                        gate.await();
                      } catch (InterruptedException e) {
                        // a handler that does not listen
                        handled.get();
                      }
                    }
                    return new Nothing();
                  })
              .onLong(
                  LONG,
                  (request, progress) -> {
                    progress.report(10, "begun");
                    while (true) {
                      progress.check();
                      Thread.onSpinWait();
                    }
                  });

  private static Nothing recurse() {
    return recurse().hashCode() == 0 ? null : recurse();
  }

  @BeforeEach
  void start() throws Exception {
    bench.running("temp", plugin);
  }

  @AfterEach
  void close() {
    gate.countDown();
    bench.close();
  }

  @Test
  void anAnswerGoesToTheReplySubjectAndToTheResponseSubjectWithTheId() throws Exception {
    Message request =
        new Message(
            "commands.temp.req",
            Map.of("Weir-Command-Id", "id-1"),
            Bench.request("TempUnitCmd", "{\"unit\":\"K\"}"),
            "_INBOX.me");
    bench.bus.send(request);
    Map<String, Object> answer = bench.awaitAnswer("temp", 1);
    assertThat(answer)
        .containsEntry("status", "ok")
        .containsEntry("message", "Changed temperature unit to K")
        .containsEntry("result", Map.of("message", "Changed temperature unit to K"));
    assertThat(bench.sent("_INBOX.me")).hasSize(1);
    Message reply = bench.sent("_INBOX.me").get(0);
    assertThat(reply.header("Weir-Command-Id")).hasValue("id-1");
    assertThat(new String(reply.payload(), StandardCharsets.UTF_8))
        .startsWith("[{\"bn\":\"\",\"n\":\"TempUnitCmd\",\"vs\":\"{");
  }

  @Test
  void argumentsComeOutAsTheyWentIn() throws Exception {
    bench.command("temp", "Echo", "{\"count\":7,\"factor\":2.5,\"names\":[\"a\",\"b\"]}");
    assertThat(bench.awaitAnswer("temp", 1).get("result"))
        .isEqualTo(Map.of("count", 7L, "factor", 2.5, "names", List.of("a", "b")));
  }

  @Test
  void argumentsThatDoNotFitAreInvalidAndTheFieldIsNamed() throws Exception {
    for (String arguments :
        List.of(
            "{\"unit\":\"F\"}",
            "{}",
            "{\"unit\":7}",
            "{\"unit\":null}",
            "{\"unit\":\"K\",\"unti\":1}",
            "{\"unit\":\"K\",\"unit\":\"Cel\"}")) {
      int before = bench.answers("temp").size();
      bench.command("temp", "TempUnitCmd", arguments);
      Map<String, Object> answer = bench.awaitAnswer("temp", before + 1);
      assertThat(answer).as(arguments).containsEntry("status", "invalid");
      assertThat((String) answer.get("message")).as(arguments).contains("unit");
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void whatIsNoJsonObjectIsInvalid() throws Exception {
    int number = 0;
    for (String arguments : List.of("[]", "7", "{", "{} {}", "nonsense", "{\"count\":1e999}")) {
      bench.command("temp", "Echo", arguments);
      assertThat(bench.awaitAnswer("temp", ++number))
          .as(arguments)
          .containsEntry("status", "invalid");
    }
  }

  @Test
  void whatIsNoCommandPackIsAnsweredAsInvalid() throws Exception {
    int number = 0;
    for (String payload :
        List.of(
            "",
            "nonsense",
            "[]",
            "{\"stream\":\"EVENTS\",\"seq\":9}",
            "[{\"n\":\"TempUnitCmd\",\"v\":1}]",
            "[{\"n\":\"a\",\"vs\":\"{}\"},{\"n\":\"b\",\"vs\":\"{}\"}]")) {
      bench.bus.send(Message.of("commands.temp.req", payload.getBytes(StandardCharsets.UTF_8)));
      assertThat(bench.awaitAnswer("temp", ++number))
          .as(payload)
          .containsEntry("status", "invalid");
    }
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", Map.of("Weir-Deadline", "tomorrow"));
    assertThat(bench.awaitAnswer("temp", ++number)).containsEntry("status", "invalid");
    assertThat(handled).hasValue(0);
  }

  @Test
  void theHandlersOwnNoIsRefusedAndItsExceptionsAreFailed() throws Exception {
    bench.command("temp", "Refuse", "{}");
    assertThat(bench.awaitAnswer("temp", 1))
        .containsEntry("status", "refused")
        .containsEntry("message", "the door is open");
    bench.command("temp", "Fail", "");
    assertThat(bench.awaitAnswer("temp", 2))
        .containsEntry("status", "failed")
        .containsEntry("message", "IOException: no such device");
    bench.command("temp", "Recurse", "{}");
    assertThat(bench.awaitAnswer("temp", 3))
        .containsEntry("status", "failed")
        .containsEntry("message", "StackOverflowError");
    bench.command("temp", "Null", "{}");
    assertThat(bench.awaitAnswer("temp", 4)).containsEntry("status", "failed");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}");
    assertThat(bench.awaitAnswer("temp", 5)).containsEntry("status", "ok");
  }

  @Test
  void aCommandThatThePluginDoesNotHaveIsUnknown() throws Exception {
    bench.command("temp", "Explode", "{}");
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "unknown_command");
    assertThat((String) bench.answers("temp").get(0).get("message")).contains("TempUnitCmd");
  }

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
  void theSameIdAgainGetsTheStoredAnswerAndTheHandlerRunsOnce() throws Exception {
    Map<String, String> id = Map.of("Weir-Command-Id", "again");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", id);
    bench.awaitAnswer("temp", 1);
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", id);
    bench.awaitAnswer("temp", 2);
    assertThat(bench.statuses("temp")).containsExactly("ok", "ok");
    assertThat(handled).hasValue(1);
    assertThat(bench.sent("commands.temp.res").get(1).payload())
        .isEqualTo(bench.sent("commands.temp.res").get(0).payload());
  }

  @Test
  void theSameIdWhileItRunsIsADuplicate() throws Exception {
    bench.command("temp", "Block", "{}", Map.of("Weir-Command-Id", "b"));
    Wait.until("it runs", () -> handled.get() == 1);
    bench.command("temp", "Block", "{}", Map.of("Weir-Command-Id", "b"));
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "duplicate");
    gate.countDown();
    assertThat(bench.awaitAnswer("temp", 2)).containsEntry("status", "ok");
    assertThat(handled).hasValue(1);
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
  void aDryRunChecksAndDoesNotRun() throws Exception {
    Map<String, String> dry = Map.of("Weir-Dry-Run", "true");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", dry);
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "ok");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"F\"}", dry);
    assertThat(bench.awaitAnswer("temp", 2)).containsEntry("status", "invalid");
    assertThat(handled).hasValue(0);
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

  @Test
  void thePluginDescribesItselfAndItsCommands() throws Exception {
    Message answer =
        bench.bus.request(Message.of("services.temp.describe", new byte[0]), Duration.ZERO).get();
    Map<String, Object> description = Bench.json(answer);
    assertThat(description)
        .containsEntry("service", "temp")
        .containsEntry("title", "Title of temp")
        .containsEntry("version", "1.0.0");
    List<?> commands = (List<?>) description.get("commands");
    assertThat(commands.get(0))
        .isEqualTo(
            Map.of(
                "name",
                "TempUnitCmd",
                "description",
                "",
                "schema",
                Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("unit", Map.of("type", "string", "enum", List.of("K", "Cel"))),
                    "required",
                    List.of("unit"),
                    "additionalProperties",
                    false)));
    assertThat(commands).hasSize(8);
    assertThat(
            bench
                .bus
                .request(Message.of("services.discover", new byte[0]), Duration.ZERO)
                .get()
                .payload())
        .isEqualTo(answer.payload());
  }

  private void block() throws Exception {
    bench.command("temp", "Block", "{}");
    Wait.until("it blocks", () -> handled.get() == 1);
    handled.set(0);
  }
}
