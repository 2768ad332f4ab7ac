package io.weir.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException("only the instant is asked for");
        }
      };
  private final Backoff backoff = new Backoff(clock, Duration.ofSeconds(5));

  @Test
  void theFirstTryIsDueAtOnce() {
    assertThat(backoff.due()).isTrue();
  }

  @Test
  void pausesGrowToTheLimit() {
    for (int seconds : List.of(1, 2, 4, 5, 5)) {
      backoff.failed();
      turn(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(backoff.due()).isFalse();
      turn(Duration.ofMillis(1));
      assertThat(backoff.due()).isTrue();
    }
  }

  @Test
  void whatWorkedBeginsWithTheFirstPauseAgain() {
    backoff.failed();
    backoff.failed();
    backoff.worked();
    assertThat(backoff.due()).isTrue();
    backoff.failed();
    turn(Duration.ofSeconds(1));
    assertThat(backoff.due()).isTrue();
  }

  @Test
  void aClockThatIsSetBackMakesNoLongPause() {
    backoff.failed();
    turn(Duration.ofDays(-3650));
    assertThat(backoff.due()).isTrue();
  }

  @Test
  void aLimitBelowTheFirstPauseIsRefused() {
    assertThatThrownBy(() -> new Backoff(clock, Duration.ofMillis(10)))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageContaining("limit must be 1000 ms or more, was \"10 ms\"");
  }

  private void turn(Duration time) {
    now = now.plus(time);
  }
}
