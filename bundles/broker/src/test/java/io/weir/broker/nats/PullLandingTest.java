package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a landing waits while there is nothing to read from; no broker is needed for that. */
class PullLandingTest {
  private static final Duration QUARTER = Duration.ofMillis(250);

  private final Link link =
      new Link(
          new Settings("nats://127.0.0.1:1", "", null, 1 << 20, 1 << 20, Duration.ofSeconds(30)),
          () -> {});

  @AfterEach
  void close() {
    link.close();
  }

  /** A clock that is set forward by what is waited for. */
  private static final class SkippedTime implements Ticker {
    private final AtomicLong nanos = new AtomicLong();
    private final List<Duration> waits = new ArrayList<>();

    @Override
    public long nanos() {
      return nanos.get();
    }

    @Override
    public void await(Condition condition, long wait) {
      waits.add(Duration.ofNanos(wait));
      nanos.addAndGet(wait);
    }
  }

  private PullLanding landing(Changes changes) {
    return new PullLanding(link, "bridge", changes, () -> {});
  }

  @Test
  void withoutAConnectionTheWholeWaitIsWaitedInQuartersOfASecond() throws Exception {
    SkippedTime time = new SkippedTime();
    try (PullLanding landing = landing(new Changes(time))) {
      assertThat(landing.fetch(10, Duration.ofMillis(900))).isEmpty();
    }
    assertThat(time.waits).containsExactly(QUARTER, QUARTER, QUARTER, Duration.ofMillis(150));
  }

  @Test
  void noWaitIsNoWait() throws Exception {
    SkippedTime time = new SkippedTime();
    try (PullLanding landing = landing(new Changes(time))) {
      assertThat(landing.fetch(10, Duration.ZERO)).isEmpty();
    }
    assertThat(time.waits).isEmpty();
  }

  @Test
  void aChangeEndsTheWait() throws Exception {
    AtomicInteger waiting = new AtomicInteger();
    Changes changes =
        new Changes(
            new Ticker() {
              @Override
              public long nanos() {
                return 0; // stands still: nothing but the change ends the wait
              }

              @Override
              public void await(Condition condition, long nanos) throws InterruptedException {
                waiting.incrementAndGet();
                condition.await();
              }
            });
    long seen = changes.count();
    CompletableFuture<Void> waited =
        CompletableFuture.runAsync(
            () -> {
              try {
                changes.await(seen, 1);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    Wait.until("it waits", () -> waiting.get() == 1);
    assertThat(waited).isNotDone();
    changes.tell();
    waited.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aChangeBetweenTheLookAndTheWaitIsNotMissed() throws Exception {
    SkippedTime time = new SkippedTime();
    Changes changes = new Changes(time);
    long seen = changes.count();
    changes.tell();
    changes.await(seen, QUARTER.toNanos());
    assertThat(time.waits).isEmpty();
  }
}
