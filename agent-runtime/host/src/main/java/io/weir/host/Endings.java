package io.weir.host;

/** How the process of a plugin has ended, in words. Pure; any thread. */
final class Endings {
  // what the JVM exits with by ExitOnOutOfMemoryError
  private static final int OUT_OF_MEMORY = 3;
  private static final int SIGNALS = 128;
  private static final int KILLED = 9;

  private Endings() {}

  static String words(int exit, Isolation isolation) {
    if (exit == OUT_OF_MEMORY) {
      return "its process ran out of memory ("
          + Isolation.MEMORY
          + " = "
          + isolation.memoryMb()
          + ")";
    }
    if (exit == SIGNALS + KILLED) {
      return "its process was killed";
    }
    return exit > SIGNALS
        ? "its process was ended by signal " + (exit - SIGNALS)
        : "its process ended with code " + exit;
  }
}
