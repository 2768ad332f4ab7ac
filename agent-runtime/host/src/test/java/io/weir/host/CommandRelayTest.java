package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandRelayTest {
  private static final Map<String, String> ID = Map.of("Weir-Command-Id", "c-1");

  private final FakeBus bus = new FakeBus();
  private final FakeTicker ticker = new FakeTicker();
  private final Packs packs = new Packs(bus, Bench.BASE);
  private final Pusher pusher = new Pusher(packs);
  private final List<Message> delivered = new ArrayList<>();
  private Outcome closed;
  private final CommandRelay relay =
      new CommandRelay(
          "pump",
          new Surroundings(bus, ticker, Bench.LIMITS, packs, pusher, new Remembered()),
          () -> closed,
          delivered::add);

  @AfterEach
  void close() {
    pusher.start();
    pusher.close();
  }

  @Test
  void anAnswerOfTheProcessGoesToWhoAskedAndToTheResponseSubject() {
    relay.accept(request("inbox.1", ID));
    assertThat(delivered).hasSize(1);
    Message asked = delivered.get(0);
    assertThat(relay.answered(Message.of(asked.replyTo(), answer("ok")))).isTrue();
    assertThat(bus.sent)
        .extracting(Message::subject)
        .containsExactly("inbox.1", "commands.pump.res");
    assertThat(bus.sent).allMatch(m -> m.header("Weir-Command-Id").orElse("").equals("c-1"));
    // a second answer to the same request is taken from it and dropped
    assertThat(relay.answered(Message.of(asked.replyTo(), answer("failed")))).isTrue();
    assertThat(bus.sent).hasSize(2);
  }

  @Test
  void aProcessThatDiesLeavesNothingUnanswered() {
    relay.accept(request(null, ID));
    relay.endAll(Outcome.of(CommandStatus.FAILED, "its process was killed"));
    assertThat(statuses()).containsExactly("failed");
  }

  @Test
  void theSameIdIsAnsweredFromMemoryThoughTheProcessIsAnother() {
    relay.accept(request(null, ID));
    relay.endAll(Outcome.of(CommandStatus.FAILED, "its process was killed"));
    relay.accept(request(null, ID));
    assertThat(delivered).hasSize(1);
    assertThat(statuses()).containsExactly("failed", "failed");
  }

  @Test
  void whatWasBusyMayComeAgain() {
    closed = Outcome.of(CommandStatus.BUSY, "is being started");
    relay.accept(request(null, ID));
    closed = null;
    relay.accept(request(null, ID));
    relay.answered(Message.of(delivered.get(0).replyTo(), answer("busy")));
    relay.accept(request(null, ID));
    relay.answered(Message.of(delivered.get(1).replyTo(), answer("ok")));
    assertThat(statuses()).containsExactly("busy", "busy", "ok");
  }

  @Test
  void aProcessThatSaysNothingIsATimeoutAfterTheDeadline() {
    String deadline = FakeTicker.START.plusSeconds(10).toString();
    relay.accept(request(null, Map.of("Weir-Deadline", deadline)));
    ticker.turn(Duration.ofSeconds(11));
    relay.watch(ticker.nanos());
    assertThat(statuses()).isEmpty();
    ticker.turn(Duration.ofSeconds(2));
    relay.watch(ticker.nanos());
    assertThat(statuses()).containsExactly("timeout");
  }

  @Test
  void aDeadlineInAThousandYearsIsNoWaitForAThousandYears() {
    relay.accept(request(null, Map.of("Weir-Deadline", "3026-01-01T00:00:00Z")));
    assertThat(delivered).hasSize(1);
    ticker.turn(Duration.ofDays(1).plusMinutes(1));
    relay.watch(ticker.nanos());
    assertThat(statuses()).containsExactly("timeout");
  }

  @Test
  void whatComesAfterItsDeadlineIsNotHandedToTheProcess() {
    relay.accept(request(null, Map.of("Weir-Deadline", FakeTicker.START.toString())));
    assertThat(delivered).isEmpty();
    assertThat(statuses()).containsExactly("expired");
  }

  @Test
  void aQuestionIsAnsweredOnceAndNobodyElseIsWrittenTo() {
    relay.ask(new Message("services.pump.describe", Map.of(), new byte[0], "inbox.2"));
    String token = delivered.get(0).replyTo();
    assertThat(relay.answered(Message.of(token, new byte[] {1}))).isTrue();
    assertThat(relay.answered(Message.of(token, new byte[] {2}))).isFalse();
    assertThat(relay.answered(Message.of("commands.other.req", new byte[0]))).isFalse();
    assertThat(bus.sent).extracting(Message::subject).containsExactly("inbox.2");
  }

  private List<Object> statuses() {
    return bus.sent.stream()
        .filter(m -> m.subject().equals("commands.pump.res"))
        .map(m -> Bench.answer(m).get("status"))
        .toList();
  }

  private static Message request(String replyTo, Map<String, String> headers) {
    return new Message("commands.pump.req", headers, Bench.request("Go", "{}"), replyTo);
  }

  private static byte[] answer(String status) {
    return Bench.request("Go", "{\"status\":\"" + status + "\",\"message\":\"\"}");
  }
}
