package io.weir.console;

import java.util.Optional;

/**
 * What became of configurations that were given to components. A configuration is called as its
 * file is, without the ending. Any thread.
 */
interface Verdicts {
  /** What is wrong with a configuration, as a sentence that names the field. */
  Optional<String> problem(String pid);

  /** Whether a plugin that says how it does is configured by this name. */
  boolean hasService(String pid);

  /**
   * Whether it was decided about this configuration.
   *
   * @param since on the clock of {@code nanoTime}
   */
  boolean settledSince(String pid, long since);
}
