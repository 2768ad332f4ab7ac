package io.weir.console;

import java.util.Optional;

/**
 * What became of configurations that were given to components. A configuration is called as its
 * file is, without the ending. Any thread.
 */
interface Verdicts {
  /** What is wrong with a configuration, as a sentence that names the field. */
  Optional<String> problem(String pid);

  /**
   * Whether it will be decided about a change: there is a plugin that says how it does, or a
   * component of the agent's own.
   */
  boolean judges(String pid);

  /**
   * Whether it was decided about this configuration.
   *
   * @param since on the clock of {@code nanoTime}
   */
  boolean settledSince(String pid, long since);
}
