package io.weir.outbox.sqlite;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happens to entries when there is no room for new ones. */
public enum Policy {
  /** The oldest of the least urgent lane give way and leave gaps. */
  DROP_OLDEST,
  /** New ones are refused. */
  DROP_NEWEST,
  /** The oldest readings are replaced by a summary first; then as {@link #DROP_OLDEST}. */
  THIN;

  static Policy named(String text) {
    for (Policy policy : values()) {
      if (policy.text().equals(text)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "policy must be one of %s, was %s"
            .formatted(
                Arrays.stream(values()).map(Policy::text).collect(Collectors.joining(", ")), text));
  }

  /** As it is written in the configuration. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
