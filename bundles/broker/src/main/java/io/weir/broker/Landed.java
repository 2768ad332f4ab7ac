package io.weir.broker;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One message that has landed in the stream.
 *
 * @param sequence its place in the stream, from 1; starts again when the stream had to be made anew
 * @param storedAt when the broker stored it, by the broker's clock, in nanoseconds
 * @param deliveries how often it was handed out, from 1
 * @param message what it says
 */
public record Landed(long sequence, Instant storedAt, long deliveries, Message message) {
  public Landed {
    Objects.requireNonNull(storedAt, "storedAt");
    Objects.requireNonNull(message, "message");
  }

  /** The publisher's message id (header {@code Nats-Msg-Id}), where it gave one. */
  public Optional<String> messageId() {
    return message.header("Nats-Msg-Id");
  }
}
