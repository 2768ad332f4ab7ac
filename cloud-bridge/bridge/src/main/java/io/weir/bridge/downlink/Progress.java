package io.weir.bridge.downlink;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Message;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service says on {@code services.<service>.progress} (bus.md). Immutable; any thread.
 *
 * @param percent 0 to 100
 * @param message for people, may be ""
 */
record Progress(String service, String id, int percent, String message) {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final int LONGEST_MESSAGE = 1_000;

  /** Reads one; empty if it tells of no command. */
  static Optional<Progress> of(Message message) {
    try {
      Map<String, Object> said = JSON.std.mapFrom(message.payload());
      if (said != null
          && said.get("id") instanceof String id
          && !id.isEmpty()
          && said.get("percent") instanceof Number percent) {
        String text = said.get("message") instanceof String words ? words : "";
        return Optional.of(
            new Progress(
                message.subject().split("\\.", 3)[1],
                id,
                Math.max(0, Math.min(100, percent.intValue())),
                text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE)));
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("subject", message.subject()).setCause(e).log("not JSON");
    }
    return Optional.empty();
  }
}
