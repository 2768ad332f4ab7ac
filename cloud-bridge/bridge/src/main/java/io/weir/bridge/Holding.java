package io.weir.bridge;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * For which clouds the outbox holds entries back: those that are configured, and for ten minutes
 * those that were. A file is away for a moment while it is edited, and at the start the files are
 * read one after the other: neither must let go of what waits. Pure; takes the time. One thread.
 */
final class Holding {
  /** How long a cloud that is no longer configured holds on. */
  static final Duration GRACE = Duration.ofMinutes(10);

  private final String first;
  private final Map<String, Long> missingSince = new HashMap<>();

  /**
   * @param first the cloud that readings are kept for while none is configured
   */
  Holding(String first) {
    this.first = first;
  }

  /**
   * The names to tell the outbox.
   *
   * @param configured now
   * @param held those that the outbox was told last
   */
  Set<String> names(Set<String> configured, Set<String> held, long now) {
    Set<String> names = new HashSet<>(configured);
    missingSince.keySet().removeIf(name -> configured.contains(name) || !held.contains(name));
    for (String name : held) {
      if (!configured.contains(name)
          && now - missingSince.computeIfAbsent(name, n -> now) < GRACE.toNanos()) {
        names.add(name);
      }
    }
    return names.isEmpty() ? Set.of(first) : names;
  }
}
