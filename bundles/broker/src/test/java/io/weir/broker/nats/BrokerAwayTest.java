package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Landing;
import io.weir.broker.Message;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A broker that stands still, is not there, or is not one. */
class BrokerAwayTest extends OneBus {

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
}
