package io.weir.bridge.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HurryTest {
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void wakesAThreadFromEachOfItsSleeps() throws InterruptedException {
    AtomicInteger woken = new AtomicInteger();
    Thread connecting =
        new Thread(
            () -> {
              while (woken.get() < 3) {
                try {
                  never.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                  woken.incrementAndGet();
                }
              }
            });
    connecting.start();
    Hurry.along(connecting);
    connecting.join(20_000);
    assertThat(woken).hasValue(3);
  }
}
