package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the queue: thread {@code weir-publisher} sends what may be sent while the stream stands,
 * takes the answers, and sends again what had none. After a refusal it waits before the next try,
 * 50 ms at first and up to 2 s.
 */
final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");
  private static final long FIRST_PAUSE = 50_000_000L;
  private static final long LONGEST_PAUSE = 2_000_000_000L;
  // how often overdue answers are looked for
  private static final long LOOK_AROUND = 250_000_000L;

  private final Link link;
  private final PublishQueue queue;
  private final Runnable streamMissing;
  private final Thread thread = new Thread(this::run, "weir-publisher");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  private volatile boolean closed;
  private volatile boolean open;
  private volatile String problem = "";
  private long generation;
  private JetStream stream;
  private long lookedAround = System.nanoTime();
  private long pause;
  private long pausedUntil = System.nanoTime();
  private boolean woken;

  /**
   * @param streamMissing called when nobody captures the subject; from any thread, must not block
   */
  Publisher(Link link, PublishQueue queue, Runnable streamMissing) {
    this.link = link;
    this.queue = queue;
    this.streamMissing = streamMissing;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether the stream stands, so that sending makes sense. */
  void open(boolean stands) {
    open = stands;
    wake();
  }

  /** Why messages are not taken though there is a connection, or "". */
  String problem() {
    return problem;
  }

  void wake() {
    lock.lock();
    try {
      woken = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (!closed) {
        if (!sendAll()) {
          await();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends until there is nothing to send or no way to. Returns whether anything was sent. */
  private boolean sendAll() {
    long now = System.nanoTime();
    if (generation != link.generation()) {
      generation = link.generation();
      stream = null;
      queue.connectionLost();
    }
    if (now - lookedAround > LOOK_AROUND) {
      lookedAround = now;
      queue.expire(now);
    }
    Connection connection = link.live();
    if (connection == null || !open || now - pausedUntil() < 0) {
      return false;
    }
    Outgoing next = queue.take(now);
    if (next == null) {
      return false;
    }
    send(connection, next);
    return true;
  }

  private void send(Connection connection, Outgoing next) {
    try {
      if (stream == null) {
        stream = connection.jetStream();
      }
      stream
          .publishAsync(Wire.toNats(next.message))
          .whenComplete((answer, error) -> answered(next, answer, error));
    } catch (IOException | RuntimeException e) {
      answered(next, null, e);
    }
  }

  private void answered(Outgoing entry, PublishAck answer, Throwable error) {
    if (answer != null) {
      queue.acknowledged(entry);
      succeeded();
    } else {
      queue.failed(entry);
      refused(error);
    }
    wake();
  }

  private void succeeded() {
    lock.lock();
    try {
      pause = 0;
      if (!problem.isEmpty()) {
        problem = "";
        LOG.atInfo().log("the broker takes messages again");
      }
    } finally {
      lock.unlock();
    }
  }

  private void refused(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String why =
        cause instanceof JetStreamApiException api
            ? "the broker refuses messages: " + api.getErrorDescription()
            : "the broker does not acknowledge messages: " + cause;
    lock.lock();
    try {
      long now = System.nanoTime();
      if (now - pausedUntil >= 0) {
        pause = pause == 0 ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * pause);
        pausedUntil = now + pause;
      }
      if (problem.isEmpty() && link.live() != null) {
        problem = why;
        LOG.atWarn().addKeyValue("why", why).log("messages wait in the publisher");
      }
    } finally {
      lock.unlock();
    }
    if (!(cause instanceof JetStreamApiException)) {
      streamMissing.run();
    }
  }

  private long pausedUntil() {
    lock.lock();
    try {
      return pausedUntil;
    } finally {
      lock.unlock();
    }
  }

  private void await() throws InterruptedException {
    lock.lock();
    try {
      long paused = pausedUntil - System.nanoTime();
      if (paused > 0) {
        // an answer or a new message is no reason to end the pause
        work.awaitNanos(Math.min(paused, LOOK_AROUND));
      } else if (!woken) {
        work.awaitNanos(LOOK_AROUND);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /** Gives what is held a second to get through, then says what was left. */
  @Override
  public void close() {
    long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    try {
      lock.lock();
      try {
        while (!queue.isEmpty() && link.live() != null && System.nanoTime() - end < 0) {
          work.awaitNanos(20_000_000L);
        }
      } finally {
        lock.unlock();
      }
      closed = true;
      wake();
      thread.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var left = queue.stats();
    if (left.waiting() > 0) {
      LOG.atWarn()
          .addKeyValue("messages", left.waiting())
          .addKeyValue("bytes", left.waitingBytes())
          .log("stopped with messages that the broker has not acknowledged");
    }
  }
}
