package io.weir.outbox.sqlite;

import io.weir.outbox.OutboxException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes, {@code weir-outbox}. Jobs that wait at the same time share one
 * transaction, and so one flush.
 *
 * <p>After a failure nobody knows whether the commit took place: the connection is dead, and the
 * log may hold the transaction or not. So the database is opened again, the log is moved into it
 * and flushed, and the database says how far it got. Only what is not there is done once more.
 */
final class Writer implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int MOST_JOBS = 256;
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(8);
  private static final long AGAIN_AFTER_MS = 250;

  private final LinkedBlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
  private final Foundation foundation;
  private final Transaction transaction;
  private final Health health;
  private final Thread thread;
  private OutboxException ended;
  private volatile boolean stopping;
  private Store store;

  Writer(Foundation foundation, Transaction transaction, Health health) {
    this.foundation = foundation;
    this.transaction = transaction;
    this.health = health;
    thread = new Thread(this, "weir-outbox");
    thread.setDaemon(true);
    thread.start();
  }

  /** Has it done by the writer thread; returns when it is durable. */
  <T> T call(Job.Work<T> work) {
    Job<T> job = new Job<>(work);
    submit(job);
    return job.await();
  }

  /** Has it done by the writer thread, some time. */
  void submit(Job<?> job) {
    synchronized (jobs) {
      if (ended != null) {
        throw new OutboxException(ended.getMessage(), ended);
      }
      jobs.add(job);
    }
  }

  @Override
  public void run() {
    OutboxException reason = new OutboxException("the outbox is closed");
    try {
      while (!stopping || !jobs.isEmpty()) {
        turn();
      }
    } catch (Schema.Newer e) {
      reason = e;
      health.broken(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(reason);
    }
  }

  private void turn() throws InterruptedException {
    if (store == null && !open()) {
      TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
      return;
    }
    List<Job<?>> group = new ArrayList<>();
    Job<?> first = jobs.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      group.add(first);
      jobs.drainTo(group, MOST_JOBS - 1);
    }
    commit(group);
  }

  private boolean open() {
    try {
      store = foundation.open();
      return true;
    } catch (SQLException | IOException e) {
      health.broken("the database cannot be opened: " + e.getMessage());
      failAll(failure(e));
      return false;
    }
  }

  private void commit(List<Job<?>> group) throws InterruptedException {
    long deadline = System.nanoTime() + GIVE_UP_AFTER.toNanos();
    long progress = Long.MAX_VALUE; // what the database must show if the commit took place
    while (true) {
      try {
        store = store == null ? foundation.reopen() : store;
        if (store.progressWhenOpened() < progress) {
          transaction.run(store, group);
        }
        group.forEach(Job::finish);
        health.works();
        transaction.checkpoint(store);
        return;
      } catch (SQLException | IOException | IllegalStateException e) {
        if (store != null) {
          progress = transaction.progressExpected();
        }
        abandon(e);
        if (stopping || System.nanoTime() > deadline) {
          group.forEach(job -> job.fail(failure(e)));
          return;
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
      }
    }
  }

  private void abandon(Exception cause) {
    health.failed(cause);
    LOG.atWarn().setCause(cause).log("the database failed; it is opened again");
    if (store != null) {
      Quietly.close(store, "writing connection");
      store = null;
    }
    transaction.failed();
  }

  private static OutboxException failure(Exception cause) {
    return new OutboxException("the outbox could not write: " + cause.getMessage(), cause);
  }

  private void failAll(OutboxException reason) {
    List<Job<?>> waiting = new ArrayList<>();
    jobs.drainTo(waiting);
    waiting.forEach(job -> job.fail(reason));
  }

  private void end(OutboxException reason) {
    synchronized (jobs) {
      ended = reason;
      failAll(reason);
    }
    if (store != null) {
      foundation.close(store);
    }
  }

  /** Does what was handed over, and ends; waits two seconds for that. */
  void close() throws InterruptedException {
    stopping = true;
    jobs.add(new Job<>(open -> null));
    thread.join(2000);
    if (thread.isAlive()) {
      LOG.atWarn().addKeyValue("jobs", jobs.size()).log("the outbox did not end within 2 s");
    }
  }
}
