package io.weir.broker.nats;

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
    Map<String, String> headers = new HashMap<>();
    if (message.hasHeaders()) {
      for (String name : message.getHeaders().keySet()) {
        headers.put(name, message.getHeaders().getFirst(name));
      }
    }
    byte[] data = message.getData();
    return new Message(
        message.getSubject(), headers, data == null ? new byte[0] : data, message.getReplyTo());
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
