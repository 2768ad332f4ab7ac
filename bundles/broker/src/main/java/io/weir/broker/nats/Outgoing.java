package io.weir.broker.nats;

import io.weir.broker.Message;

/** One message on its way into the stream, and how far it got. Guarded by its PublishQueue. */
final class Outgoing {

  // what an entry costs beside its payload: objects, headers and the library's bookkeeping,
  // estimated
  private static final int OVERHEAD = 256;

  final long order;
  final Message message;
  long sentAt;
  int sends;
  boolean inFlight;

  Outgoing(long order, Message message) {
    this.order = order;
    this.message = message;
  }

  int size() {
    return message.payload().length + OVERHEAD;
  }
}
