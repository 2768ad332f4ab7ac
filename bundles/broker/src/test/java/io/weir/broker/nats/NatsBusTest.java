package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Nats;
import io.weir.broker.Landed;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real nats-server without users. */
@Timeout(120)
@Tag("slow")
class NatsBusTest {
  @TempDir Path folder;
  private NatsServer server;
  private NatsBus bus;

  @BeforeEach
  void start() throws Exception {
    server = NatsServer.open(folder);
    bus = new NatsBus(server.settings());
  }

  @AfterEach
  void stop() throws Exception {
    if (bus != null) {
      bus.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void whatIsPublishedLandsInOrderAndIsAcknowledged() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      assertThat(bus.publish(data(i))).isTrue();
    }
    Wait.until("all stored", () -> bus.published().acknowledged() == 1_000);
    try (Landing landing = bus.landing("recorder")) {
      List<Landed> landed = fetch(landing, 1_000);
      assertThat(landed).extracting(NatsBusTest::text).containsExactlyElementsOf(numbers(1_000));
      assertThat(landed.get(0).sequence()).isEqualTo(1);
      assertThat(landed.get(0).messageId().orElseThrow()).endsWith(":1");
      assertThat(bus.published().waitingBytes()).isZero();
      assertThat(bus.state().detail()).isEmpty();
      assertThat(bus.state().connected()).isTrue();
    }
  }

  @Test
  void theSameMessageIdIsStoredOnce() throws Exception {
    bus.publish(data(1).withHeader("Nats-Msg-Id", "one"));
    bus.publish(data(1).withHeader("Nats-Msg-Id", "one"));
    bus.publish(data(2));
    Wait.until("all answered", () -> bus.published().acknowledged() == 3);
    try (Landing landing = bus.landing("recorder")) {
      assertThat(fetch(landing, 2)).extracting(NatsBusTest::text).containsExactly("1", "2");
      assertThat(landing.fetch(10, Duration.ofMillis(300))).isEmpty();
    }
  }

  @Test
  void killingTheBrokerInTheMiddleLosesNothingAndRepeatsUnderTheSameId() throws Exception {
    Map<String, Set<String>> textsById = new java.util.TreeMap<>();
    Set<String> seen = new LinkedHashSet<>();
    try (Landing landing = bus.landing("recorder")) {
      int produced = 0;
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 5_000; i++) {
          while (!bus.publish(data(produced))) {
            drain(landing, seen, textsById);
          }
          produced++;
          if (i == 4_000) { // most of a burst is still on its way
            server.kill9();
            server.start();
          }
        }
        drain(landing, seen, textsById);
      }
      int all = produced;
      Wait.until(
          "all landed",
          Duration.ofSeconds(60),
          () -> {
            drain(landing, seen, textsById);
            return seen.size() == all;
          });
      assertThat(bus.published().repeated()).isPositive();
      assertThat(bus.state().reconnects()).isPositive();
      assertThat(textsById.values()).allMatch(texts -> texts.size() == 1, "one text for each id");
      assertThat(textsById).hasSize(all);
    }
  }

  @Test
  void aStreamThatIsGoneIsMadeAgainAndTheReaderGoesOn() throws Exception {
    try (Landing landing = bus.landing("recorder");
        var foreign = Nats.connect(server.url())) {
      bus.publish(data(1));
      landing.acknowledge(fetch(landing, 1).get(0));
      foreign.jetStreamManagement().deleteStream("EVENTS");

      bus.publish(data(2));

      assertThat(fetch(landing, 1)).extracting(NatsBusTest::text).containsExactly("2");
      assertThat(foreign.jetStreamManagement().getStreamInfo("EVENTS").getConfiguration())
          .satisfies(
              made -> {
                assertThat(made.getMaxBytes()).isEqualTo(16 << 20);
                assertThat(made.getDenyPurge()).isTrue();
              });
    }
  }

  @Test
  void anEventsStreamThatDiffersIsAdapted() throws Exception {
    bus.close();
    try (var foreign = Nats.connect(server.url())) {
      var api = foreign.jetStreamManagement();
      if (api.getStreamNames().contains("EVENTS")) {
        api.deleteStream("EVENTS");
      }
      api.addStream(
          io.nats.client.api.StreamConfiguration.builder()
              .name("EVENTS")
              .subjects("events.data")
              .retentionPolicy(io.nats.client.api.RetentionPolicy.WorkQueue)
              .build());
      bus = new NatsBus(server.settings());
      bus.publish(Message.of("events.alert", new byte[] {1}));
      Wait.until("stored", () -> bus.published().acknowledged() == 1);
      assertThat(bus.state().detail()).isEmpty();
    }
  }

  @Test
  void whatWasNotAcknowledgedIsDeliveredAgainAfterARestartOfTheReader() throws Exception {
    for (int i = 0; i < 10; i++) {
      bus.publish(data(i));
    }
    try (Landing landing = bus.landing("recorder")) {
      List<Landed> first = fetch(landing, 10);
      landing.acknowledge(first.get(3));
    }
    // the broker forgets the wait for acknowledgements when it starts anew
    try (var foreign = Nats.connect(server.url())) {
      Wait.until(
          "four acknowledged",
          () ->
              foreign.jetStreamManagement().getStreamInfo("EVENTS").getStreamState().getMsgCount()
                  == 6);
      foreign.jetStreamManagement().deleteConsumer("EVENTS", "recorder");
    }
    try (Landing again = bus.landing("recorder")) {
      assertThat(fetch(again, 6))
          .extracting(NatsBusTest::text)
          .containsExactly("4", "5", "6", "7", "8", "9");
    }
  }

  @Test
  void aMessageCanBeLookedUpByItsPlaceUntilItIsAcknowledged() throws Exception {
    for (int i = 1; i <= 3; i++) {
      bus.publish(data(i).withHeader("Nats-Msg-Id", "one:" + i));
    }
    try (Landing landing = bus.landing("recorder")) {
      List<Landed> fetched = fetch(landing, 3);
      landing.acknowledge(fetched.get(0));
      Wait.until("the first is gone", () -> landing.look(1).isEmpty());
      Landed second = landing.look(2).orElseThrow();
      assertThat(second.storedAt()).isEqualTo(fetched.get(1).storedAt());
      assertThat(second.messageId()).contains("one:2");
      assertThat(text(second)).isEqualTo("2");
      assertThat(landing.look(99)).isEmpty();
    }
  }

  @Test
  void aMessageComesAtOnceAndNotAtTheEndOfTheWait() throws Exception {
    try (Landing landing = bus.landing("recorder")) {
      landing.fetch(100, Duration.ofMillis(500));
      bus.publish(data(7));
      long begin = System.nanoTime();
      assertThat(landing.fetch(100, Duration.ofSeconds(20))).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void largeMessagesComeThroughAPullThatIsBoundedInBytes() throws Exception {
    byte[] large = new byte[Subjects.MAX_PAYLOAD];
    try (Landing landing = bus.landing("recorder")) {
      for (int i = 0; i < 30; i++) {
        Message message = Message.of("events.data", large);
        Wait.until("room in the publisher", () -> bus.publish(message));
      }
      assertThat(fetch(landing, 30))
          .allMatch(one -> one.message().payload().length == large.length);
    }
  }

  @Test
  void aFullStreamIsSaidAndClearsWhenTheReaderReads() throws Exception {
    bus.close();
    bus =
        new NatsBus(new Settings(server.url(), "", null, 8 << 20, 1 << 20, Duration.ofSeconds(30)));
    int count = 60;
    for (int i = 0; i < count; i++) {
      assertThat(bus.publish(Message.of("events.data", new byte[50_000]))).isTrue();
    }
    Wait.until("said", () -> bus.state().detail().contains("maximum bytes"));
    try (Landing landing = bus.landing("recorder")) {
      int landed = 0;
      while (landed < count) {
        List<Landed> some = landing.fetch(10, Duration.ofSeconds(10));
        assertThat(some).isNotEmpty();
        landed += some.size();
        landing.acknowledge(some.get(some.size() - 1));
      }
    }
    Wait.until("clear", () -> bus.state().detail().isEmpty());
  }

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
    heardAgain(heard, "commands.a.req");
    server.kill9();
    server.start();
    heardAgain(heard, "commands.b.req");
  }

  private void heardAgain(List<String> heard, String subject) throws Exception {
    Wait.until(
        subject + " heard",
        () -> {
          bus.send(Message.of(subject, new byte[0]));
          return heard.contains(subject);
        });
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
    heardAgain(heard, "fast");
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

  @Test
  void aPausedBrokerIsNoticedAndTheRestartIsCalled() throws Exception {
    bus.close();
    bus =
        new NatsBus(new Settings(server.url(), "", null, 1 << 20, 1 << 20, Duration.ofSeconds(3)));
    AtomicInteger restarts = new AtomicInteger();
    bus.setRestart(
        () -> {
          restarts.incrementAndGet();
          try {
            server.kill9();
            server.start();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    Wait.until("connected", () -> bus.state().connected() && bus.state().detail().isEmpty());
    server.signal("STOP");
    Wait.until("said", () -> !bus.state().detail().isEmpty());
    Wait.until("restarted", () -> restarts.get() == 1);
    bus.publish(data(1));
    Wait.until("works again", () -> bus.published().acknowledged() == 1);
    assertThat(restarts).hasValue(1);
  }

  @Test
  void withoutABrokerNothingWaitsAndNothingIsThrown() throws Exception {
    server.close();
    bus.close();
    bus = new NatsBus(server.settings());
    long begin = System.nanoTime();
    bus.send(Message.of("a.b", new byte[0]));
    assertThat(bus.publish(data(1))).isTrue();
    assertThat(bus.request(Message.of("a", new byte[0]), Duration.ofSeconds(9)))
        .isCompletedExceptionally();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    try (Landing landing = bus.landing("recorder")) {
      assertThat(landing.fetch(1, Duration.ofMillis(100))).isEmpty();
    }
    Wait.until("said", () -> bus.state().detail().contains("no connection to " + server.url()));
  }

  @Test
  void aPortThatAcceptsAndSaysNothingDoesNotHoldAnybodyUp() throws Exception {
    server.close();
    bus.close();
    try (ServerSocket mute = new ServerSocket(server.port)) {
      bus = new NatsBus(server.settings());
      Wait.until("tried", () -> bus.state().detail().contains("no connection"));
      assertThat(mute.isClosed()).isFalse();
    }
  }

  @Test
  void aBrokerThatIsAwayIsTriedAtAPaceThatCostsNothing() throws Exception {
    server.close();
    bus.close();
    try (ServerSocket away = new ServerSocket(server.port)) {
      away.setSoTimeout(20_000);
      bus = new NatsBus(server.settings());
      long begun = 0;
      for (int attempt = 0; attempt < 5; attempt++) {
        away.accept().close();
        begun = attempt == 0 ? System.nanoTime() : begun;
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("four more attempts, half a second apart")
          .isGreaterThan(Duration.ofMillis(1_500));
    }
  }

  private static Message data(int number) {
    return Message.of("events.data", Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(Landed landed) {
    return new String(landed.message().payload(), StandardCharsets.US_ASCII);
  }

  private static List<String> numbers(int count) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(Integer.toString(i));
    }
    return numbers;
  }

  private static List<Landed> fetch(Landing landing, int count) throws Exception {
    List<Landed> all = new ArrayList<>();
    Wait.until(
        count + " landed",
        () -> {
          all.addAll(landing.fetch(1_000, Duration.ofSeconds(1)));
          return all.size() >= count;
        });
    return all;
  }

  private static void drain(Landing landing, Set<String> seen, Map<String, Set<String>> byId)
      throws InterruptedException {
    List<Landed> some = landing.fetch(1_000, Duration.ofMillis(50));
    for (Landed one : some) {
      seen.add(text(one));
      byId.computeIfAbsent(one.messageId().orElseThrow(), id -> new LinkedHashSet<>())
          .add(text(one));
    }
    if (!some.isEmpty()) {
      landing.acknowledge(some.get(some.size() - 1));
    }
  }
}
