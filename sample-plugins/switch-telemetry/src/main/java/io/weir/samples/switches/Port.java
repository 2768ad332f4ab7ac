package io.weir.samples.switches;

import java.util.Map;

/**
 * One interface of a switch.
 *
 * @param name as the switch calls it, {@code eth0}
 * @param totals counters that only grow, by name: {@code in_octets}
 */
record Port(String name, Map<String, Long> totals) {

  Port {
    totals = Map.copyOf(totals);
  }
}
