package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the connection: makes the first one, lets the client library reconnect for ever, and makes
 * a new one when that gave up (it does after two refused log-ins, for instance because the password
 * was changed). Any thread, {@link #open} on the keeper's only.
 */
final class Link implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");

  private final Settings settings;
  private final Runnable changed;
  private final ExecutorService workers = Executors.newCachedThreadPool(threads("weir-bus-"));
  // ours, and one for all connections: the client never ends those that it makes from a factory, so
  // each attempt that failed would leave a thread behind until the next garbage collection
  private final ExecutorService events =
      Executors.newSingleThreadExecutor(threads("weir-bus-events-"));
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(threads("weir-bus-timer-"));

  private volatile Connection connection;
  private Connection dispatched;
  private Dispatcher dispatcher;
  private volatile boolean up;
  private volatile long ups;
  private volatile String server = "";
  private volatile String problem = "not connected yet";

  /**
   * @param changed called on a thread of the client library after each change
   */
  Link(Settings settings, Runnable changed) {
    this.settings = settings;
    this.changed = changed;
  }

  /** The connection while it is up, else null. */
  Connection live() {
    Connection now = connection;
    return up && now != null && now.getStatus() == Connection.Status.CONNECTED ? now : null;
  }

  /** The dispatcher that all subscriptions on this connection share. */
  synchronized Dispatcher dispatcher(Connection of) {
    if (dispatched != of) {
      dispatcher = of.createDispatcher();
      dispatched = of;
    }
    return dispatcher;
  }

  /** Where handlers run; a thread for each that is busy. */
  Executor workers() {
    return workers;
  }

  /** Rises by one with each connection made: who sees another number has to begin again. */
  long generation() {
    return ups;
  }

  String server() {
    return server;
  }

  /** Why there is no connection, "" when there is one. */
  String problem() {
    return problem;
  }

  /** Makes a connection if there is none that mends itself. Waits two seconds at most. */
  Connection open() throws InterruptedException {
    Connection now = connection;
    if (now != null && now.getStatus() != Connection.Status.CLOSED) {
      return live();
    }
    try {
      connection = Nats.connect(options());
      raise(connection);
    } catch (IOException | RuntimeException e) {
      lost(
          "no connection to "
              + settings.url()
              + ": "
              + e.getClass().getSimpleName()
              + " "
              + e.getMessage());
    }
    return live();
  }

  private Options options() throws IOException {
    var builder =
        new Options.Builder()
            .server(settings.url())
            .connectionName("weir-agent")
            .connectionTimeout(Duration.ofSeconds(2))
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(500))
            .reconnectJitter(Duration.ofMillis(100))
            // nothing is kept for a broker that is away: the publisher keeps its own, the rest is
            // said to be lost
            .reconnectBufferSize(0)
            .pingInterval(Duration.ofSeconds(10))
            .maxPingsOut(2)
            .reportNoResponders()
            .dontForceFlushOnRequest()
            .noRandomize()
            .ignoreDiscoveredServers()
            .executor(workers)
            .scheduledExecutor(timer)
            .connectExecutor(workers)
            .callbackExecutor(events)
            .errorListener(new EventLog())
            .connectionListener(this::event);
    if (!settings.user().isEmpty()) {
      builder
          .userInfo(settings.user().toCharArray(), settings.password())
          .inboxPrefix("_INBOX." + settings.user() + ".");
    }
    return builder.build();
  }

  private void event(Connection source, Events event) {
    if (source != connection) {
      return; // of one that was given up, or CONNECTED, which open() sees for itself
    }
    switch (event) {
      // not RECONNECTED: only now has the server heard of all subscriptions again
      case RESUBSCRIBED -> raise(source);
      case DISCONNECTED -> lost("the connection to " + settings.url() + " was lost");
      case CLOSED -> lost("the connection to " + settings.url() + " was closed by an error");
      default -> LOG.atDebug().addKeyValue("event", event).log("connection event");
    }
  }

  private synchronized void raise(Connection source) {
    var info = source.getServerInfo();
    server = "nats-server " + info.getVersion() + " " + info.getServerId();
    ups++;
    problem = "";
    if (!up) {
      up = true;
      LOG.atInfo().addKeyValue("server", server).addKeyValue("number", ups).log("connected");
    }
    changed.run();
  }

  private synchronized void lost(String why) {
    if (!up && why.equals(problem)) {
      return; // one more attempt that ended like the last: no change, and nobody to wake
    }
    LOG.atWarn().addKeyValue("why", why).log("not connected to the broker");
    up = false;
    problem = why;
    changed.run();
  }

  @Override
  public void close() {
    up = false;
    Connection now = connection;
    if (now != null) {
      try {
        now.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    workers.shutdownNow();
    events.shutdownNow();
    timer.shutdownNow();
  }

  private static ThreadFactory threads(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
