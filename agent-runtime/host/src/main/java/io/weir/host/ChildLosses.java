package io.weir.host;

import io.weir.broker.Loss;
import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the process of a plugin has given up, on its way to the agent: {@code {"records", "first",
 * "last", "reason"}}, times in microseconds. Pure; any thread.
 */
final class ChildLosses {
  private static final Set<String> EVENTS = Set.of("events.data", "events.alert", "events.signal");
  // what the host itself gives as a reason is far shorter
  private static final int LONGEST_REASON = 300;

  private ChildLosses() {}

  static Frame frame(Loss loss) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("records", loss.records());
    members.put("first", loss.firstMicros());
    members.put("last", loss.lastMicros());
    members.put("reason", loss.reason());
    return new Frame(Frame.Kind.LOST, Message.of(loss.subject(), Json.bytes(members)));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Loss of(Message message) {
    Map<String, Object> members =
        Json.object(new String(message.payload(), StandardCharsets.UTF_8));
    if (EVENTS.contains(message.subject())
        && members.get("records") instanceof Long records
        && records > 0
        && members.get("first") instanceof Long first
        && members.get("last") instanceof Long last
        && members.get("reason") instanceof String reason
        && reason.length() <= LONGEST_REASON) {
      return new Loss(message.subject(), records, first, last, reason);
    }
    throw new IllegalArgumentException(
        "a loss must be records, times and a reason, was " + members + " on " + message.subject());
  }
}
