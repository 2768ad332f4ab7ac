package io.weir.outbox.sqlite;

import io.weir.outbox.OutboxException;
import io.weir.outbox.OutboxFull;
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
  private static final int TRIES_WHEN_FULL = 2;

  private final LinkedBlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>();
  private final Foundation foundation;
  private final Transaction transaction;
  private final Ballast ballast;
  private final Health health;
  private final long mostBytes;
  private final Thread thread;
  private final long openingSince = System.nanoTime();
  private OutboxException ended;
  private volatile boolean stopping;
  private Store store;

  Writer(Settings settings, Foundation foundation, Transaction transaction, Health health) {
    this.foundation = foundation;
    this.transaction = transaction;
    this.health = health;
    ballast = new Ballast(settings);
    mostBytes = settings.checkpointBytes() / 2;
    thread = new Thread(this, "weir-outbox");
    thread.setDaemon(true);
    thread.start();
  }

  /** Has it done by the writer thread; returns when it is durable. */
  <T> T call(Job<T> job) {
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
    long bytes = 0;
    Job<?> next = jobs.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
    while (next != null) {
      group.add(next);
      bytes += next.bytes();
      next = group.size() < MOST_JOBS && bytes < mostBytes ? jobs.poll() : null;
    }
    commit(group);
  }

  private boolean open() {
    try {
      store = foundation.open();
      health.works();
      return true;
    } catch (SQLException | IOException e) {
      health.broken("the database cannot be opened: " + e.getMessage());
      letGoOfBallast(e);
      if (stopping || System.nanoTime() - openingSince > GIVE_UP_AFTER.toNanos()) {
        List<Job<?>> waiting = new ArrayList<>();
        jobs.drainTo(waiting);
        waiting.forEach(job -> job.fail(failure(e)));
      }
      return false;
    }
  }

  private void commit(List<Job<?>> group) throws InterruptedException {
    long deadline = System.nanoTime() + GIVE_UP_AFTER.toNanos();
    long progress = Long.MAX_VALUE; // what the database must show if the commit took place
    int full = 0;
    while (true) {
      try {
        store = store == null ? foundation.reopen() : store;
        if (store.progressWhenOpened() < progress) {
          transaction.run(store, group);
        }
        group.forEach(Job::finish);
        break;
      } catch (Store.HalfWritten e) {
        undo();
        group.removeIf(Job::endsRefused);
      } catch (SQLException | IOException | IllegalStateException e) {
        progress = store == null ? progress : transaction.progressExpected();
        full += Trouble.of(e) == Trouble.FULL ? 1 : 0;
        abandon(e);
        if (stopping || full >= TRIES_WHEN_FULL || System.nanoTime() > deadline) {
          group.forEach(job -> job.fail(failure(e)));
          return;
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
      }
    }
    tidy();
  }

  /** What may fail without anybody waiting for it. */
  private void tidy() {
    try {
      transaction.checkpoint(store);
      ballast.restore();
      health.works();
    } catch (SQLException e) {
      abandon(e);
    } catch (IOException e) {
      health.failed(e);
    }
  }

  private void abandon(Exception cause) {
    health.failed(cause);
    LOG.atWarn().setCause(cause).log("the database failed; it is opened again");
    undo();
    if (Trouble.of(cause) == Trouble.DAMAGED) {
      foundation.suspect();
    }
    letGoOfBallast(cause);
  }

  /** What is not committed is gone with the connection, also from memory. */
  private void undo() {
    if (store != null) {
      Quietly.close(store, "writing connection");
      store = null;
    }
    transaction.failed();
  }

  private void letGoOfBallast(Exception cause) {
    try {
      if (Trouble.of(cause) == Trouble.FULL) {
        ballast.release();
      }
    } catch (IOException e) {
      health.failed(e);
    }
  }

  private static OutboxException failure(Exception cause) {
    if (Trouble.of(cause) == Trouble.FULL) {
      OutboxFull full = new OutboxFull("the disk is full: " + cause.getMessage());
      full.initCause(cause);
      return full;
    }
    return new OutboxException("the outbox could not write: " + cause.getMessage(), cause);
  }

  private void end(OutboxException reason) {
    synchronized (jobs) {
      ended = reason;
      List<Job<?>> waiting = new ArrayList<>();
      jobs.drainTo(waiting);
      waiting.forEach(job -> job.fail(reason));
    }
    if (store != null) {
      foundation.close(store);
    }
  }

  /** Does what was handed over, and ends; waits two seconds for that. */
  void close() throws InterruptedException {
    stopping = true;
    jobs.add(new Job<>(0, open -> null));
    thread.join(2000);
    if (thread.isAlive()) {
      LOG.atWarn().addKeyValue("jobs", jobs.size()).log("the outbox did not end within 2 s");
    }
  }
}
