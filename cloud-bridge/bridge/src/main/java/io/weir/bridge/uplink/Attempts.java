package io.weir.bridge.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to try the link again, by what went wrong. Pure; takes the time. One thread. */
final class Attempts {
  private final Backoff network;
  // somebody has to renew a certificate or unlock a device: trying every second helps nobody
  private final Backoff identity;
  private long nextAt;

  Attempts(RandomGenerator random, long now) {
    network = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random);
    identity = new Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10), random);
    nextAt = now;
  }

  void failed(Outage outage, long now) {
    Duration wait =
        switch (outage.kind()) {
          case NETWORK -> network.next();
          case IDENTITY -> identity.next();
          case BUSY -> network.next();
        };
    Duration asked = outage.retryAfter();
    nextAt = now + (asked.compareTo(wait) > 0 ? asked : wait).toNanos();
  }

  /** The cloud answered: the next failure is a first one. */
  void succeeded() {
    network.reset();
    identity.reset();
  }

  /** Something changed that may help, such as a new certificate. */
  void atOnce(long now) {
    nextAt = now;
  }

  Duration left(long now) {
    return Duration.ofNanos(Math.max(0, nextAt - now));
  }

  int failures() {
    return network.failures() + identity.failures();
  }
}
