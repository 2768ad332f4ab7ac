package io.weir.broker.nats;

import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.weir.broker.Message;
import java.util.HashMap;
import java.util.Map;

/** A message in NATS's classes and in ours. */
final class Wire {

  static final String MESSAGE_ID = "Nats-Msg-Id";

  private Wire() {}

  static io.nats.client.Message toNats(Message message) {
    return NatsMessage.builder()
        .subject(message.subject())
        .replyTo(message.replyTo())
        .headers(headers(message.headers()))
        .data(message.payload())
        .build();
  }

  /** Of a header that came more than once the first value counts. */
  static Message toOurs(io.nats.client.Message message) {
    return toOurs(
        message.getSubject(), message.getHeaders(), message.getData(), message.getReplyTo());
  }

  /** As it lies in a stream. */
  static Message toOurs(MessageInfo stored) {
    return toOurs(stored.getSubject(), stored.getHeaders(), stored.getData(), null);
  }

  private static Message toOurs(String subject, Headers from, byte[] data, String replyTo) {
    Map<String, String> headers = new HashMap<>();
    if (from != null) {
      from.keySet().forEach(name -> headers.put(name, from.getFirst(name)));
    }
    return new Message(subject, headers, data == null ? new byte[0] : data, replyTo);
  }

  private static Headers headers(Map<String, String> from) {
    if (from.isEmpty()) {
      return null;
    }
    Headers headers = new Headers();
    from.forEach(headers::put);
    return headers;
  }
}
