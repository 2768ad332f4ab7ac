package io.weir.samples.switches;

import java.io.IOException;
import java.util.List;

/** Where counters come from. Called on the plugin's lane. */
@FunctionalInterface
interface Switches {

  /**
   * Reads all switches once.
   *
   * @throws IOException if they cannot be read
   */
  List<Counters> read() throws IOException;
}
