package io.weir.fleet.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which gateways are there over HTTPS: they have no last will, so silence is what says that they
 * are gone. Any thread.
 */
public final class Presence {
  /** A long poll of a minute, and some time for the next to come. */
  static final Duration SILENCE = Duration.ofSeconds(100);

  private final Map<Long, Long> heardNanos = new ConcurrentHashMap<>();

  /** The gateway made a request. */
  public void heard(long deviceId) {
    heardNanos.computeIfPresent(deviceId, (id, before) -> System.nanoTime());
  }

  /** The gateway said whether it is there. */
  public void said(long deviceId, boolean online) {
    if (online) {
      heardNanos.put(deviceId, System.nanoTime());
    } else {
      heardNanos.remove(deviceId);
    }
  }

  /** Hands out, once, those that have been silent for too long. */
  public List<Long> gone(long nowNanos) {
    List<Long> gone = new ArrayList<>();
    heardNanos.forEach(
        (id, heard) -> {
          if (nowNanos - heard > SILENCE.toNanos() && heardNanos.remove(id, heard)) {
            gone.add(id);
          }
        });
    return gone;
  }
}
