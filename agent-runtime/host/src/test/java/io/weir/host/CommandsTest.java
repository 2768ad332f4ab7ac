package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a command is answered, and that it is answered once. */
class CommandsTest extends OneCommanded {

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
  void aDryRunChecksAndDoesNotRun() throws Exception {
    Map<String, String> dry = Map.of("Weir-Dry-Run", "true");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"K\"}", dry);
    assertThat(bench.awaitAnswer("temp", 1)).containsEntry("status", "ok");
    bench.command("temp", "TempUnitCmd", "{\"unit\":\"F\"}", dry);
    assertThat(bench.awaitAnswer("temp", 2)).containsEntry("status", "invalid");
    assertThat(handled).hasValue(0);
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
}
