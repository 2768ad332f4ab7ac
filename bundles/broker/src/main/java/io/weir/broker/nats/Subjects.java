package io.weir.broker.nats;

import io.weir.broker.Message;
import java.util.Set;

/** What may be sent where: the rules of subjects and the limit of a payload. */
final class Subjects {

  /** The subjects that the stream EVENTS captures. */
  static final Set<String> STREAM = Set.of("events.data", "events.alert", "events.signal");

  /** bus.md: a pack is at most 256 KiB. */
  static final int MAX_PAYLOAD = 256 << 10;

  private static final int MAX_LENGTH = 256;

  private Subjects() {}

  static void requireSendable(Message message) {
    requireSubject(message.subject(), false);
    int size = message.payload().length;
    if (size > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload must be at most "
              + MAX_PAYLOAD
              + " bytes, was "
              + size
              + " for "
              + message.subject());
    }
  }

  static void requireInStream(Message message) {
    requireSendable(message);
    if (!STREAM.contains(message.subject())) {
      throw new IllegalArgumentException(
          "subject must be one of " + STREAM + ", was " + message.subject());
    }
  }

  /** Tokens joined by dots: none empty, no white space, no control character. */
  static void requireSubject(String subject, boolean wildcards) {
    if (subject.isEmpty() || subject.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "subject must have 1 to " + MAX_LENGTH + " characters, had " + subject.length());
    }
    for (String token : subject.split("\\.", -1)) {
      if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new IllegalArgumentException(
            "subject must be visible ASCII tokens joined by dots, was '" + subject + "'");
      }
      if (!wildcards && (token.contains("*") || token.contains(">"))) {
        throw new IllegalArgumentException(
            "subject must not have a wildcard, was '" + subject + "'");
      }
    }
  }
}
