package io.weir.bridge.recorder;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Landed;
import io.weir.broker.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is said on {@code events.rejected} about a message of which nothing was recorded. Pure. */
final class Rejection {
  static final String SUBJECT = "events.rejected";
  // bus.md: the first 256 bytes, enough to find the program that sent it
  private static final int HEAD_BYTES = 256;

  private Rejection() {}

  private static String shown(String id) {
    return id.length() <= HEAD_BYTES ? id : id.substring(0, HEAD_BYTES) + "…";
  }

  static Message message(Landed landed, Content.Refused why) {
    byte[] payload = landed.message().payload();
    byte[] head = Arrays.copyOf(payload, Math.min(HEAD_BYTES, payload.length));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("subject", landed.message().subject());
    document.put("reason", why.reason());
    document.put("place", why.place());
    document.put("rule", why.rule());
    document.put("storedAt", landed.storedAt().toString());
    document.put("bytes", payload.length);
    // for people, with U+FFFD for what is no UTF-8; the exact bytes follow
    document.put("head", new String(head, StandardCharsets.UTF_8));
    document.put("headBase64", Base64.getEncoder().encodeToString(head));
    landed.messageId().ifPresent(id -> document.put("messageId", shown(id)));
    try {
      return Message.of(SUBJECT, JSON.std.asBytes(document));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }
}
