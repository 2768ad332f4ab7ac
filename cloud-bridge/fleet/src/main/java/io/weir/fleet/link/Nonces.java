package io.weir.fleet.link;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers for some time what was used once. Takes the time. Any thread. */
final class Nonces {
  // 20 minutes of 150 requests a second, some 30 MB; beyond that a request is refused, not let in
  private static final int MOST = 200_000;

  private final long keepMs;
  private final Map<String, Long> seenAt = new LinkedHashMap<>();

  Nonces(Duration keep) {
    this.keepMs = keep.toMillis();
  }

  /** Whether it was not used within that time, and can be remembered now. */
  synchronized boolean firstTime(String nonce, long nowMs) {
    Iterator<Long> oldest = seenAt.values().iterator();
    while (oldest.hasNext() && nowMs - oldest.next() > keepMs) {
      oldest.remove();
    }
    return seenAt.size() < MOST && seenAt.putIfAbsent(nonce, nowMs) == null;
  }
}
