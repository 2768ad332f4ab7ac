package io.weir.outbox.sqlite;

import io.weir.outbox.OutboxException;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/**
 * One caller's wish: run by the writer thread inside a transaction that others may share, answered
 * when that is durable.
 */
final class Job<T> {
  /** What to do with the store. Runs once more, on a store made anew, if the disk failed. */
  interface Work<T> {
    T run(Store store) throws SQLException;
  }

  private final long bytes;
  private final Work<T> work;
  private final CountDownLatch finished = new CountDownLatch(1);
  private T result;
  private RuntimeException failure;
  private boolean refused;

  /**
   * @param bytes about how much it writes
   */
  Job(long bytes, Work<T> work) {
    this.bytes = bytes;
    this.work = work;
  }

  long bytes() {
    return bytes;
  }

  /**
   * A refusal is the answer to this job alone, for it is made before anything is written. Any other
   * exception concerns the whole transaction.
   */
  void run(Store store) throws SQLException {
    failure = null;
    try {
      result = work.run(store);
    } catch (OutboxException | IllegalArgumentException e) {
      failure = e;
    } catch (Store.HalfWritten e) {
      failure = e.refusal();
      refused = true;
      throw e;
    }
  }

  /** Answers the one that was refused in its middle. Returns whether this is it. */
  boolean endsRefused() {
    if (refused) {
      finish();
    }
    return refused;
  }

  /** Whether it was done or has failed. */
  boolean isOver() {
    return finished.getCount() == 0;
  }

  void finish() {
    finished.countDown();
  }

  void fail(OutboxException cause) {
    failure = cause;
    finished.countDown();
  }

  /**
   * Waits for the answer. An interruption is kept for later: what was handed over will be done, and
   * the caller has to know.
   */
  T await() {
    boolean interrupted = false;
    while (finished.getCount() > 0) {
      try {
        finished.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
    return result;
  }
}
