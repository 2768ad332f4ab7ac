package io.weir.bridge.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try the link again, by what went wrong. Pure; takes the time. One thread.
 *
 * <p>After a network failure the wait is anything up to a thirty-second part of the time since the
 * link last worked: a line that was cut for a moment is back in a moment, and one that is away for
 * an hour is tried once a minute. When the machine gets a new way out in the meantime, it is tried
 * at once.
 */
final class Attempts {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int SHARE = 32;

  private final RandomGenerator random;
  // somebody has to renew a certificate or unlock a device: trying every second helps nobody
  private final Backoff identity;
  private final Backoff busy;
  private long failingSince;
  private boolean failing;
  private boolean wantsWay;
  private long nextAt;

  Attempts(RandomGenerator random, long now) {
    this.random = random;
    identity = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10), random);
    busy = new Backoff(Duration.ofSeconds(1), LONGEST, random);
    nextAt = now;
  }

  void failed(Outage outage, long now) {
    if (!failing) {
      failing = true;
      failingSince = now;
    }
    wantsWay = outage.kind() == Outage.Kind.NETWORK;
    Duration wait =
        switch (outage.kind()) {
          case NETWORK -> network(now);
          case IDENTITY -> identity.next();
          case BUSY -> busy.next();
        };
    Duration asked = outage.retryAfter();
    nextAt = now + (asked.compareTo(wait) > 0 ? asked : wait).toNanos();
  }

  private Duration network(long now) {
    long share = (now - failingSince) / SHARE;
    long bound = Math.max(FIRST.toNanos(), Math.min(LONGEST.toNanos(), share));
    // full jitter: a thousand gateways that lost the same cloud do not come in the same second
    return Duration.ofNanos(Math.max(SHORTEST.toNanos(), random.nextLong(bound + 1)));
  }

  /** The cloud answered: the next failure is a first one. */
  void succeeded() {
    failing = false;
    identity.reset();
    busy.reset();
  }

  /** The machine has a way out that it had not: who only waited for one waits no longer. */
  void newWay(long now) {
    if (wantsWay) {
      nextAt = Math.min(nextAt, now + random.nextLong(FIRST.toNanos() + 1));
    }
  }

  /** Something changed that may help, such as a new certificate. */
  void atOnce(long now) {
    nextAt = now;
  }

  /** Some time within this, so that not all come together. */
  void within(Duration spread, long now) {
    nextAt = Math.max(nextAt, now + random.nextLong(spread.toNanos() + 1));
  }

  Duration left(long now) {
    return Duration.ofNanos(Math.max(0, nextAt - now));
  }
}
