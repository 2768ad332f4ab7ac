package io.weir.samples.switches;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where counters come from. Called on the plugin's lane. */
@FunctionalInterface
interface Switches {

  /**
   * Reads all switches once.
   *
   * @throws IOException if they cannot be read
   */
  List<Counters> read() throws IOException;

  /** What is known of each switch beside its counters: {@code ok}, or why it cannot be read. */
  default Map<String, String> states() {
    return Map.of();
  }

  /** Lets go of what was opened. Any thread. */
  default void close() {}
}
