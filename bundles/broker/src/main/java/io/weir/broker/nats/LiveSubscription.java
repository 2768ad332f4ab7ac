package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription, put on each new connection; the client library repeats it on reconnection. */
final class LiveSubscription implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");

  // what may wait for a slow handler; more is dropped by the client library, which says so
  private static final long MAX_WAITING = 10_000;
  private static final long MAX_WAITING_BYTES = 8 << 20;

  private final String subject;
  private final Consumer<Message> handler;
  private final Consumer<LiveSubscription> onClose;
  private Connection connection;
  private Dispatcher dispatcher;
  private boolean closed;

  LiveSubscription(String subject, Consumer<Message> handler, Consumer<LiveSubscription> onClose) {
    this.subject = subject;
    this.handler = handler;
    this.onClose = onClose;
  }

  /** Subscribes on this connection unless it has done so before. */
  synchronized void attach(Connection to) {
    if (closed || to == connection) {
      return;
    }
    Dispatcher made = to.createDispatcher(this::deliver);
    made.setPendingLimits(MAX_WAITING, MAX_WAITING_BYTES);
    made.subscribe(subject);
    connection = to;
    dispatcher = made;
  }

  private void deliver(io.nats.client.Message message) {
    try {
      handler.accept(Wire.toOurs(message));
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn()
          .addKeyValue("subject", message.getSubject())
          .setCause(e)
          .log("the handler of a subscription failed");
    }
  }

  @Override
  public void close() {
    onClose.accept(this);
    synchronized (this) {
      if (!closed && connection != null && connection.getStatus() != Connection.Status.CLOSED) {
        connection.closeDispatcher(dispatcher);
      }
      closed = true;
    }
  }
}
