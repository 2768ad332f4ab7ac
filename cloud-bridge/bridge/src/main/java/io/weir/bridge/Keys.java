package io.weir.bridge;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The values of one configuration by their keys, with a sentence for each that is wrong. Immutable;
 * any thread.
 *
 * @param values as the configuration has them, text or already of their type; a key that is missing
 *     counts as empty
 */
record Keys(Map<String, ?> values) {

  /** The value without blanks around it. */
  String text(String key) {
    Object value = values.get(key);
    return value == null ? "" : value.toString().strip();
  }

  /** A file, or null where there is none. */
  Path path(String key) {
    return text(key).isEmpty() ? null : Path.of(text(key));
  }

  /**
   * @throws IllegalArgumentException if it is not a number of that range
   */
  long number(String key, long least, long most) {
    try {
      long value = Long.parseLong(text(key));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, with what was found
    }
    String range = most == Long.MAX_VALUE ? least + " or more" : least + " to " + most;
    throw new IllegalArgumentException(key + " must be " + range + ", was " + text(key));
  }

  /**
   * @throws IllegalArgumentException if it is none of these
   */
  String choice(String key, List<String> allowed) {
    if (!allowed.contains(text(key))) {
      throw new IllegalArgumentException(
          key + " must be " + String.join(" or ", allowed) + ", was " + text(key));
    }
    return text(key);
  }
}
