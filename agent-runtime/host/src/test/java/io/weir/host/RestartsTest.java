package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartsTest {
  private final Restarts restarts = new Restarts();

  private long pauseAfter(Duration life) {
    return restarts.pauseAfter(life.toNanos()).toSeconds();
  }

  @Test
  void thePauseDoublesUpToAMinuteWhileItDoesNotStayUp() {
    assertThat(Stream.generate(() -> pauseAfter(Duration.ofSeconds(1))).limit(8))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
  }

  @Test
  void oneThatStayedUpForAMinuteIsStartedAfterASecondAgain() {
    pauseAfter(Duration.ofSeconds(1));
    pauseAfter(Duration.ofSeconds(60));
    assertThat(pauseAfter(Duration.ofSeconds(61))).isEqualTo(1);
    assertThat(pauseAfter(Duration.ofSeconds(1))).isEqualTo(2);
  }
}
