package io.weir.broker;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One message on the bus. Immutable; any thread.
 *
 * @param subject where it goes or came from: tokens joined by dots, no wildcard in a message that
 *     is sent
 * @param headers single-valued headers, in no order
 * @param payload the bytes, at most 256 KiB; the array is shared, treat it as read-only
 * @param replyTo the subject on which an answer is awaited, or null
 */
public record Message(String subject, Map<String, String> headers, byte[] payload, String replyTo) {

  public Message {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(payload, "payload");
    headers = Map.copyOf(headers);
  }

  public static Message of(String subject, byte[] payload) {
    return new Message(subject, Map.of(), payload, null);
  }

  public Message withHeader(String name, String value) {
    var more = new java.util.HashMap<>(headers);
    more.put(name, value);
    return new Message(subject, more, payload, replyTo);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
