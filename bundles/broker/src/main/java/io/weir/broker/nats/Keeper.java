package io.weir.broker.nats;

import io.nats.client.Connection;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps the connection and the stream: thread {@code weir-broker} connects, makes the stream on
 * every connection, asks JetStream every few seconds whether it lives, and has the broker restarted
 * when it was silent for too long. A connection that stands proves nothing: nats-server 2.9 with a
 * full disk keeps it and never answers again.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");

  private final Link link;
  private final EventsStream stream;
  private final Watchdog watchdog;
  private final long probeMs;
  private final Consumer<Boolean> streamStands;
  private final Runnable restart;
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "weir-broker");

  private volatile boolean closed;
  private volatile String problem = "";
  private String logged = "";
  private boolean silenceTold;

  /**
   * @param streamStands told after every probe, on the keeper's thread
   * @param restart restarts the broker if somebody can; on the keeper's thread
   */
  Keeper(
      Settings settings,
      Link link,
      EventsStream stream,
      Consumer<Boolean> streamStands,
      Runnable restart) {
    this.link = link;
    this.stream = stream;
    this.streamStands = streamStands;
    this.restart = restart;
    watchdog = new Watchdog(settings.hungAfter());
    // six probes in the span by which a broker counts as hung
    probeMs = Math.min(5_000, settings.hungAfter().toMillis() / 6);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** What is wrong with the broker though there is a connection, or "". */
  String problem() {
    return problem;
  }

  /** Looks at the stream now and not at the next turn. Any thread. */
  void wake() {
    wakes.release();
  }

  private void run() {
    try {
      while (!closed) {
        wakes.drainPermits();
        probe();
        wakes.tryAcquire(
            link.live() == null ? Math.min(500, probeMs) : probeMs, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void probe() throws InterruptedException {
    long asked = System.nanoTime();
    Connection connection = link.open();
    try {
      if (connection == null) {
        throw new IOException(link.problem());
      }
      String wrong = stream.ensure(connection);
      watchdog.answered();
      silenceTold = false;
      problem(wrong);
      streamStands.accept(wrong.isEmpty());
    } catch (IOException | IllegalStateException e) {
      problem(connection == null ? "" : "the broker does not answer: " + e.getMessage());
      streamStands.accept(false);
      if (watchdog.unanswered(asked, System.nanoTime())) {
        LOG.atLevel(silenceTold ? Level.DEBUG : Level.WARN)
            .addKeyValue("why", e.getMessage())
            .log("the broker seems hung or gone: it is restarted");
        silenceTold = true;
        restart.run();
      }
    }
  }

  private void problem(String now) {
    problem = now;
    if (!now.equals(logged)) {
      logged = now;
      if (now.isEmpty()) {
        LOG.atInfo().log("the broker answers and the stream EVENTS stands");
      } else {
        LOG.atWarn().addKeyValue("why", now).log("the broker is not usable");
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
