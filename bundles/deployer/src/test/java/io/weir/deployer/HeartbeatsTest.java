package io.weir.deployer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  private static final long S = 1_000_000_000;

  private Consumer<Message> subscriber;
  private Heartbeats heartbeats;

  @BeforeEach
  @SuppressWarnings("unchecked")
  void listen() {
    Bus bus =
        (Bus)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Bus.class},
                (proxy, method, arguments) -> {
                  subscriber = (Consumer<Message>) arguments[1];
                  Subscription none = () -> {};
                  return none;
                });
    heartbeats = new Heartbeats(bus);
  }

  private void says(double secondsAgo, long uptimeMs) {
    double t = System.currentTimeMillis() / 1e3 - secondsAgo;
    String text =
        "{\"state\":\"RUNNING\",\"version\":\"1.0.0\",\"readings\":1,\"t\":%s,\"uptimeMs\":%d}"
            .formatted(t, uptimeMs);
    subscriber.accept(Message.of("services.p.heartbeat", text.getBytes(UTF_8)));
  }

  private boolean healthySince(double secondsAgo) {
    long since = System.nanoTime() - (long) (secondsAgo * S);
    return heartbeats.health("p", "1.0.0", since).well();
  }

  @Test
  void whatItSaysSinceItWasPutInPlaceIsItsOwn() {
    says(0, 4_000);
    assertThat(healthySince(5)).isTrue();
    assertThat(healthySince(3)).as("begun before").isFalse();
  }

  @Test
  void whatTheOneBeforeItSaidIsNotItsOwnHoweverLateItComes() {
    // said ten seconds ago by one that had run for one; the new one is there for five
    says(10, 1_000);
    assertThat(healthySince(5)).isFalse();
    assertThat(healthySince(20)).isTrue();
  }

  @Test
  void aClockThatWasSetMeanwhileMakesNothingLate() {
    says(86_400, 1_000);
    assertThat(healthySince(5)).isTrue();
    says(-86_400, 1_000);
    assertThat(healthySince(5)).isTrue();
  }
}
