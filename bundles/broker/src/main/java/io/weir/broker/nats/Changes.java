package io.weir.broker.nats;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells whoever waits for the broker that something about it has changed: the connection, or the
 * stream. Any thread.
 */
final class Changes {
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long count;

  Changes(Ticker ticker) {
    this.ticker = ticker;
  }

  Ticker ticker() {
    return ticker;
  }

  /** How many there were: to be asked before one looks, so that none is missed after it. */
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void tell() {
    lock.lock();
    try {
      count++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there are more than those seen, at most this long. */
  void await(long seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long end = ticker.nanos() + nanos;
      for (long left = nanos; count == seen && left > 0; left = end - ticker.nanos()) {
        ticker.await(changed, left);
      }
    } finally {
      lock.unlock();
    }
  }
}
