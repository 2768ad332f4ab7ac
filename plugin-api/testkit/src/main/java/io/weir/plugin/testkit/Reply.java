package io.weir.plugin.testkit;

import io.weir.plugin.binding.Arguments;
import java.util.Map;

/**
 * The answer to a command as the cloud sees it. Immutable.
 *
 * @param status {@code ok}, {@code refused}, {@code invalid}, {@code failed}, {@code timeout} or
 *     {@code unknown_command}
 * @param message why, "" where there is nothing to say
 * @param result the answer's components as JSON values; empty unless ok
 */
public record Reply(String status, String message, Map<String, Object> result) {

  static Reply ok(Record answer) {
    Map<String, Object> result = Arguments.unbind(answer);
    Object message = result.getOrDefault("message", "");
    return new Reply("ok", String.valueOf(message), result);
  }

  static Reply of(String status, String message) {
    return new Reply(status, message, Map.of());
  }
}
