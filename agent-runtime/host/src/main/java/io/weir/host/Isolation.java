package io.weir.host;

import java.util.Map;
import java.util.Objects;

/**
 * Whether a plugin runs in a process of its own, as its configuration says. Immutable; any thread.
 *
 * @param process whether it does
 * @param memoryMb the most heap of that process; its size on the machine is some 35 MB more
 */
record Isolation(boolean process, int memoryMb) {
  static final String KEY = "isolation";
  static final String MEMORY = "isolation.memory.mb";
  private static final int DEFAULT_MB = 24;
  private static final int LEAST_MB = 8;

  /**
   * Reads the keys {@code isolation} and {@code isolation.memory.mb}.
   *
   * @throws IllegalArgumentException naming the key that does not fit
   */
  static Isolation of(Map<String, ?> properties) {
    String wanted = Objects.toString(properties.get(KEY), "none").strip();
    if (!wanted.equals("process") && !wanted.equals("none") && !wanted.isEmpty()) {
      throw new IllegalArgumentException(KEY + " must be process or none, was \"" + wanted + "\"");
    }
    String memory = Objects.toString(properties.get(MEMORY), "").strip();
    if (!memory.isEmpty() && !memory.matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          MEMORY + " must be a whole number of megabytes, was \"" + memory + "\"");
    }
    int mb = memory.isEmpty() ? DEFAULT_MB : Integer.parseInt(memory);
    if (mb < LEAST_MB) {
      throw new IllegalArgumentException(MEMORY + " must be at least " + LEAST_MB + ", was " + mb);
    }
    return new Isolation(wanted.equals("process"), mb);
  }
}
