package io.weir.host;

import java.util.Locale;

/** How a command ended; the words of bus.md in lower case. */
enum CommandStatus {
  OK,
  REFUSED,
  INVALID,
  FAILED,
  TIMEOUT,
  UNKNOWN_COMMAND,
  EXPIRED,
  BUSY,
  DUPLICATE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
