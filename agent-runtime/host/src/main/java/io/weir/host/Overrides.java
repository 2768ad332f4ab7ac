package io.weir.host;

import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;

/** The keys {@code budget.*} of one plugin's configuration, read one by one. One thread. */
final class Overrides {
  private static final String PREFIX = "budget.";

  private final Map<String, ?> properties;
  private final TreeSet<String> unread = new TreeSet<>();
  private final TreeSet<String> known = new TreeSet<>();

  Overrides(Map<String, ?> properties) {
    this.properties = properties;
    properties.keySet().stream().filter(key -> key.startsWith(PREFIX)).forEach(unread::add);
  }

  Duration time(String key, Duration otherwise) {
    return Duration.ofMillis(whole(key, otherwise.toMillis()));
  }

  int number(String key, int otherwise) {
    return Math.toIntExact(whole(key, otherwise));
  }

  private long whole(String key, long otherwise) {
    String full = PREFIX + key;
    known.add(full);
    unread.remove(full);
    Object value = properties.get(full);
    if (value == null || value.toString().isBlank()) {
      return otherwise;
    }
    String text = value.toString().strip();
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          full + " must be a whole number of 1 to 999999999, was \"" + text + "\"");
    }
    return Long.parseLong(text);
  }

  /**
   * Says so if there is a key that means nothing.
   *
   * @throws IllegalArgumentException naming it and those that there are
   */
  void refuseUnknown() {
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no " + unread.first() + " in a plugin's configuration, there are " + known);
    }
  }
}
