package io.weir.bridge.downlink;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which commands run now, so that a stuck service holds up itself only. One thread ({@code
 * weir-downlink}).
 */
final class Running {
  // the host gives each plugin a queue of its own; this bounds what foreign services are sent too
  static final int MOST_OF_A_SERVICE = 16;
  static final int MOST = 256;
  // each is a row in the outbox
  private static final long TELL_NANOS = 2_000_000_000L;

  private final Map<String, String> serviceById = new HashMap<>();
  private final Map<String, Integer> byService = new HashMap<>();
  private final Map<String, Long> toldAt = new HashMap<>();
  private final Set<String> toldEnd = new HashSet<>();

  /** Notes that a command runs; false if there are too many already. */
  boolean begin(String id, String service) {
    if (serviceById.size() >= MOST || byService.getOrDefault(service, 0) >= MOST_OF_A_SERVICE) {
      return false;
    }
    serviceById.put(id, service);
    byService.merge(service, 1, Integer::sum);
    return true;
  }

  void end(String id) {
    toldAt.remove(id);
    toldEnd.remove(id);
    String service = serviceById.remove(id);
    if (service != null) {
      byService.computeIfPresent(service, (name, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Whether this command runs, and runs on this service. */
  boolean runs(String id, String service) {
    return service.equals(serviceById.get(id));
  }

  /** Whether it is time to tell how far a command is: once in two seconds, and once at its end. */
  boolean tells(String id, boolean end, long now) {
    Long before = toldAt.get(id);
    boolean news = end && toldEnd.add(id);
    if (before != null && !news && now - before < TELL_NANOS) {
      return false;
    }
    toldAt.put(id, now);
    return true;
  }

  int size() {
    return serviceById.size();
  }
}
