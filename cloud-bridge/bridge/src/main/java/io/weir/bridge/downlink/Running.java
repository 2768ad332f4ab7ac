package io.weir.bridge.downlink;

import java.util.HashMap;
import java.util.Map;

/**
 * Which commands run now, so that a stuck service holds up itself only. One thread ({@code
 * weir-downlink}).
 */
final class Running {
  // the host gives each plugin a queue of its own; this bounds what foreign services are sent too
  static final int MOST_OF_A_SERVICE = 16;
  static final int MOST = 256;

  private final Map<String, String> serviceById = new HashMap<>();
  private final Map<String, Integer> byService = new HashMap<>();

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
    String service = serviceById.remove(id);
    if (service != null) {
      byService.computeIfPresent(service, (name, count) -> count == 1 ? null : count - 1);
    }
  }

  int size() {
    return serviceById.size();
  }
}
