package io.weir.fleet.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing down: after five failures each further one doubles the wait, up to fifteen
 * minutes, for the address as for the name. Any thread; the time is given.
 */
final class LoginLimit {
  private static final int FREE = 5;
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration FORGOTTEN = Duration.ofHours(1);
  // who comes from many addresses must not fill the memory
  private static final int MAX_KEYS = 10_000;

  private final Map<String, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MAX_KEYS;
        }
      };

  private record Failures(int count, long lastMs) {
    long openMs() {
      long wait =
          count < FREE ? 0 : Math.min(LONGEST.toMillis(), 1000L << Math.min(20, count - FREE));
      return lastMs + wait;
    }
  }

  /** How long this key has to wait; zero if it need not. */
  synchronized Duration wait(String key, long nowMs) {
    Failures before = failures.get(key);
    return before == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, before.openMs() - nowMs));
  }

  synchronized void failed(String key, long nowMs) {
    Failures before = failures.get(key);
    boolean old = before == null || nowMs - before.lastMs() > FORGOTTEN.toMillis();
    failures.put(key, new Failures(old ? 1 : before.count() + 1, nowMs));
  }

  synchronized void succeeded(String key) {
    failures.remove(key);
  }
}
