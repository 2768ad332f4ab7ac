package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Nats;
import io.weir.broker.Landed;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is published lands, in order, once, and until it is acknowledged. */
class NatsBusTest extends OneBus {

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

  private static String text(Landed landed) {
    return new String(landed.message().payload(), StandardCharsets.US_ASCII);
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
