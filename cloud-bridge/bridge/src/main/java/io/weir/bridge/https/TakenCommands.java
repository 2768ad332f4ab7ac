package io.weir.bridge.https;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Commands that are safe already. The cloud hands a command out until its receipt has reached the
 * store, so the same one comes several times in a row. Any thread; takes the time.
 */
final class TakenCommands {
  // after that the cloud really asks again, and the journal has the answer
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 1_000;

  private final Map<String, Long> takenAt =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  synchronized void add(String id, long now) {
    takenAt.put(id, now);
  }

  synchronized boolean has(String id, long now) {
    Long at = takenAt.get(id);
    return at != null && now - at < REMEMBERED.toNanos();
  }
}
