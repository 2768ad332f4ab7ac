package io.weir.plugin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When a plugin tries a device or a broker again that has just failed: after 1 s, 2 s, 4 s and so
 * on up to a limit, and at once when it worked in between. It never waits itself: a sampler asks
 * {@link #due()} and returns if it is not, so that the plugin's commands need not wait either. One
 * thread at a time, as a plugin's lane is.
 *
 * @since 1.1
 */
public final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);

  private final Clock clock;
  private final Duration limit;
  private Duration pause = Duration.ZERO;
  private Instant next = Instant.MIN;

  /**
   * @param clock {@code Clock.systemUTC()}, or one that a test turns
   * @param limit the longest pause, a second or more
   * @throws InvalidArgument if it is shorter
   */
  public Backoff(Clock clock, Duration limit) {
    Check.present("clock", clock);
    Check.present("limit", limit);
    Check.that("limit", limit.compareTo(FIRST) >= 0, "1000 ms or more", limit.toMillis() + " ms");
    this.clock = clock;
    this.limit = limit;
  }

  /** Whether it is time to try. */
  public boolean due() {
    Instant now = clock.instant();
    // a clock that was set back by years must not make a pause of years
    return !now.isBefore(next) || now.plus(pause).isBefore(next);
  }

  /** It failed: the next pause begins, twice as long as the one before. */
  public void failed() {
    Duration grown = pause.isZero() ? FIRST : pause.multipliedBy(2);
    pause = grown.compareTo(limit) > 0 ? limit : grown;
    next = clock.instant().plus(pause);
  }

  /** It worked: the next failure begins with the first pause again. */
  public void worked() {
    pause = Duration.ZERO;
    next = Instant.MIN;
  }
}
