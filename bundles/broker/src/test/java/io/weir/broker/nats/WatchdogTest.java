package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final long SECOND = 1_000_000_000L;
  private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(30));

  @Test
  void thirtySecondsOfSilenceAskForARestart() {
    for (int t = 0; t < 30; t += 5) {
      assertThat(ask(t)).as("after %d s", t).isFalse();
    }
    assertThat(ask(30)).isTrue();
  }

  @Test
  void afterARestartTheSpanBeginsAgain() {
    thirtySecondsOfSilenceAskForARestart();
    for (int t = 35; t < 65; t += 5) {
      assertThat(ask(t)).as("after %d s", t).isFalse();
    }
    assertThat(ask(65)).isTrue();
  }

  @Test
  void oneAnswerForgivesAll() {
    ask(0);
    ask(10);
    ask(20);
    watchdog.answered();
    assertThat(ask(40)).isFalse();
  }

  @Test
  void aPauseOfThisProcessAloneIsNotTakenForAHungBroker() {
    assertThat(watchdog.unanswered(0, 3_600 * SECOND)).isFalse();
  }

  private boolean ask(int second) {
    return watchdog.unanswered(second * SECOND, second * SECOND);
  }
}
