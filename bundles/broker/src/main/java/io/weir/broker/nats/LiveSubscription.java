package io.weir.broker.nats;

import io.nats.client.Dispatcher;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription, put on each new connection; the client library repeats it on reconnection. */
final class LiveSubscription implements Subscription {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");

  // what may wait for a slow handler: some seconds of commands or heartbeats
  private static final int MAX_WAITING = 1_000;

  private final String subject;
  private final Consumer<Message> handler;
  private final Consumer<LiveSubscription> onClose;
  private final Mailbox<Message> mailbox;
  private Dispatcher dispatcher;
  private io.nats.client.Subscription subscription;
  private boolean full;
  private volatile boolean closed;

  LiveSubscription(
      String subject,
      Consumer<Message> handler,
      Executor pool,
      Consumer<LiveSubscription> onClose) {
    this.subject = subject;
    this.handler = handler;
    this.onClose = onClose;
    mailbox = new Mailbox<>(pool, MAX_WAITING, this::deliver);
  }

  /** Subscribes through this dispatcher, of which each connection has one, unless done before. */
  synchronized void attach(Dispatcher to) {
    if (!closed && to != dispatcher) {
      subscription = to.subscribe(subject, this::arrived);
      dispatcher = to;
    }
  }

  /** On the dispatcher's thread, which all subscriptions share. */
  private void arrived(io.nats.client.Message message) {
    boolean taken = closed || put(Wire.toOurs(message));
    if (!taken && !full) {
      LOG.atWarn()
          .addKeyValue("subject", subject)
          .addKeyValue("limit", MAX_WAITING)
          .log("the handler of a subscription is too slow, messages to it are dropped");
    }
    full = !taken;
  }

  private boolean put(Message message) {
    try {
      return mailbox.put(message);
    } catch (RejectedExecutionException e) {
      return true; // the bus is being closed
    }
  }

  private void deliver(Message message) {
    if (closed) {
      return;
    }
    try {
      handler.accept(message);
    } catch (RuntimeException | LinkageError e) {
      LOG.atWarn()
          .addKeyValue("subject", message.subject())
          .setCause(e)
          .log("the handler of a subscription failed");
    }
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
    synchronized (this) {
      if (subscription != null && dispatcher.isActive()) {
        dispatcher.unsubscribe(subscription);
      }
      subscription = null;
    }
  }
}
