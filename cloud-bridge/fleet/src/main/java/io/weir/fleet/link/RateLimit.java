package io.weir.fleet.link;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many requests a second for each gateway, with a burst: one that runs wild costs only itself.
 * Any thread; the time is given.
 */
final class RateLimit {
  private static final int MAX_KEYS = 100_000;

  private final double perSecond;
  private final double burst;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MAX_KEYS;
        }
      };

  private record Bucket(double tokens, long atNanos) {}

  RateLimit(double perSecond, double burst) {
    this.perSecond = perSecond;
    this.burst = burst;
  }

  /** Takes one, or says how long to wait for it; zero if there was one. */
  synchronized Duration take(String key, long nowNanos) {
    Bucket before = buckets.getOrDefault(key, new Bucket(burst, nowNanos));
    double tokens =
        Math.min(burst, before.tokens() + (nowNanos - before.atNanos()) / 1e9 * perSecond);
    if (tokens < 1) {
      buckets.put(key, new Bucket(tokens, nowNanos));
      return Duration.ofNanos((long) ((1 - tokens) / perSecond * 1e9));
    }
    buckets.put(key, new Bucket(tokens - 1, nowNanos));
    return Duration.ZERO;
  }
}
