package io.weir.host;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a command.
 *
 * @param message for people, may be ""
 * @param result JSON members, null where there is no result
 */
record Outcome(CommandStatus status, String message, Map<String, Object> result) {

  static Outcome of(CommandStatus status, String message) {
    return new Outcome(status, message, null);
  }

  String json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("status", status.word());
    members.put("message", message);
    if (result != null) {
      members.put("result", result);
    }
    return Json.text(members);
  }
}
