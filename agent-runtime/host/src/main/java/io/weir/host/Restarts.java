package io.weir.host;

import java.time.Duration;

/**
 * How long a process that ended rests before it is started again: one second at first, twice as
 * long each time up to a minute, and one second again for one that stayed up for a minute. One
 * thread.
 */
final class Restarts {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration STEADY = Duration.ofMinutes(1);

  private Duration next = SHORTEST;

  /** After a life of so many nanoseconds. */
  Duration pauseAfter(long lived) {
    Duration pause = lived > STEADY.toNanos() ? SHORTEST : next;
    Duration twice = pause.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return pause;
  }
}
