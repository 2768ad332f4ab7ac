package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests and their answers, subscriptions and what they hear. */
class RequestsTest extends OneBus {

  @Test
  void aRequestIsAnsweredAndOneThatNobodyHearsFailsAtOnce() throws Exception {
    Wait.until("connected", () -> bus.state().connected());
    bus.subscribe(
        "services.discover",
        message ->
            bus.send(Message.of(message.replyTo(), "here".getBytes(StandardCharsets.UTF_8))));
    Message answer =
        bus.request(Message.of("services.discover", new byte[0]), Duration.ofSeconds(5)).get();
    assertThat(answer.payload()).asString(StandardCharsets.UTF_8).isEqualTo("here");

    assertThatThrownBy(
            () ->
                bus.request(Message.of("nobody.here", new byte[0]), Duration.ofSeconds(60))
                    .get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NobodyListens.class)
        .hasMessageContaining("nobody listens on nobody.here");
  }

  @Test
  void aRequestWithoutAnAnswerEndsAtItsTimeout() throws Exception {
    Wait.until("connected", () -> bus.state().connected());
    var heard = new AtomicInteger();
    bus.subscribe("silent", message -> heard.incrementAndGet());
    Wait.until(
        "no answer",
        () -> {
          var answer = bus.request(Message.of("silent", new byte[0]), Duration.ofMillis(200));
          try {
            answer.get(5, TimeUnit.SECONDS);
            return false;
          } catch (ExecutionException e) {
            return e.getCause().getMessage().equals("no answer on silent within 200 ms");
          }
        });
    assertThat(heard.get()).isPositive();
  }

  @Test
  void subscriptionsSurviveABrokerThatComesLateAndOneThatIsKilled() throws Exception {
    server.kill9();
    bus.close();
    bus = new NatsBus(server.settings());
    assertThat(bus.state().connected()).isFalse();
    List<String> heard = new CopyOnWriteArrayList<>();
    bus.subscribe(
        "commands.*.req",
        message -> {
          heard.add(message.subject());
          throw new IllegalStateException("a handler that throws");
        });
    server.start();
    heardAgain(heard, "commands.a.req", "commands.a.req");
    server.kill9();
    server.start();
    heardAgain(heard, "commands.b.req", "commands.b.req");
  }

  @Test
  void aHandlerThatBlocksDelaysItsOwnSubscriptionOnly() throws Exception {
    Wait.until("connected", () -> bus.state().connected());
    var gate = new java.util.concurrent.CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    List<String> heard = new CopyOnWriteArrayList<>();
    bus.subscribe(
        "slow",
        message -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          order.add(new String(message.payload(), StandardCharsets.US_ASCII));
        });
    bus.subscribe("fast", message -> heard.add(message.subject()));
    for (int i = 0; i < 100; i++) {
      bus.send(Message.of("slow", Integer.toString(i).getBytes(StandardCharsets.US_ASCII)));
    }
    heardAgain(heard, "fast", "fast");
    assertThat(order).isEmpty();
    gate.countDown();
    Wait.until("all in the end", () -> order.size() == 100);
    assertThat(order).containsExactlyElementsOf(numbers(100));
  }

  @Test
  void anEndedSubscriptionHearsNothingMore() throws Exception {
    Wait.until("connected", () -> bus.state().connected());
    List<String> ended = new CopyOnWriteArrayList<>();
    List<String> heard = new CopyOnWriteArrayList<>();
    var subscription = bus.subscribe("a.b", message -> ended.add("x"));
    bus.subscribe("a.*", message -> heard.add("x"));
    heardAgain(heard, "x", "a.b");
    Wait.until("heard by both", () -> !ended.isEmpty());
    subscription.close();
    subscription.close();
    int before = ended.size();
    heard.clear();
    heardAgain(heard, "x", "a.b");
    assertThat(ended).hasSize(before);
  }

  private void heardAgain(List<String> heard, String mark, String subject) throws Exception {
    Wait.until(
        subject + " heard",
        () -> {
          bus.send(Message.of(subject, new byte[0]));
          return heard.contains(mark);
        });
  }
}
