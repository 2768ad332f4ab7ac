package io.weir.bridge.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: full jitter, so that a thousand gateways that lost the same
 * cloud do not come back in the same second. One thread.
 */
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first the upper bound after the first failure, doubled after each further one
   * @param longest the upper bound for ever after
   */
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /** The wait after one more failure: anything from nothing to the bound, never under a tenth. */
  public Duration next() {
    long bound = first.toMillis() << Math.min(failures++, 20);
    long capped = Math.min(bound, longest.toMillis());
    // a tenth at least: a wait of nothing would hammer a server that just refused
    return Duration.ofMillis(Math.max(capped / 10, random.nextLong(capped + 1)));
  }

  /** It worked: the next failure starts anew. */
  public void reset() {
    failures = 0;
  }
}
