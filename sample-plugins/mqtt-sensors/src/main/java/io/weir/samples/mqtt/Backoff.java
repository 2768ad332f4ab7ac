package io.weir.samples.mqtt;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When to try again what has just failed: after 1 s, 2 s, 4 s, up to a limit. One thread. */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);

  private final Clock clock;
  private final Duration limit;
  private Duration pause = Duration.ZERO;
  private Instant next = Instant.MIN;

  Backoff(Clock clock, Duration limit) {
    this.clock = clock;
    this.limit = limit;
  }

  boolean due() {
    Instant now = clock.instant();
    // a clock that was set back by years must not make a pause of years
    return !now.isBefore(next) || now.plus(pause).isBefore(next);
  }

  void failed() {
    Duration grown = pause.isZero() ? FIRST : pause.multipliedBy(2);
    pause = grown.compareTo(limit) > 0 ? limit : grown;
    next = clock.instant().plus(pause);
  }

  void worked() {
    pause = Duration.ZERO;
    next = Instant.MIN;
  }
}
