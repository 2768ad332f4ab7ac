package io.weir.plugin.binding;

/**
 * Where a plugin's calls of {@link System#exit} end: the host redirects them while it loads the
 * plugin's classes. Not for calling by hand.
 */
public final class AgentExit {

  private AgentExit() {}

  /**
   * Ends nothing.
   *
   * @throws IllegalStateException always, on the thread that wanted to end the agent
   */
  public static void exit(int status) {
    throw new IllegalStateException(
        "a plugin must not end the agent: System.exit(" + status + ") was refused");
  }
}
