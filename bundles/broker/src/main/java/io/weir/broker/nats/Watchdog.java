package io.weir.broker.nats;

import java.time.Duration;

/**
 * Decides when a broker counts as hung: several questions in a row unanswered over a whole span.
 * Both are asked for, so that a pause of this process alone (a suspended machine) is not taken for
 * a pause of the broker. Pure; times are of the monotonic clock. Not thread-safe.
 */
final class Watchdog {

  // probes come every 5 s at most, so that a real hang always collects more than these
  private static final int LEAST_UNANSWERED = 4;

  private final long spanNanos;
  private long silentSince;
  private int unanswered;

  Watchdog(Duration span) {
    spanNanos = span.toNanos();
  }

  void answered() {
    unanswered = 0;
  }

  /**
   * A question was asked and there was no answer.
   *
   * @param asked when it was asked
   * @return whether to restart the broker now; the count begins again then, so that a restart has
   *     the same span to show its effect
   */
  boolean unanswered(long asked, long now) {
    if (unanswered++ == 0) {
      silentSince = asked;
    }
    if (unanswered < LEAST_UNANSWERED || now - silentSince < spanNanos) {
      return false;
    }
    unanswered = 0;
    return true;
  }
}
