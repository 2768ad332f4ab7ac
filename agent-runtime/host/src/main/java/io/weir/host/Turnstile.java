package io.weir.host;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets pass as many as a budget allows, and has the others wait for their turn on their own thread:
 * so a plugin that puts too much is slowed down, and uses no processor while it waits. Any thread.
 */
final class Turnstile {
  private final Budget budget;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition shutting = lock.newCondition();
  private volatile boolean shut;

  Turnstile(Budget budget, Ticker ticker) {
    this.budget = budget;
    this.ticker = ticker;
  }

  /** Whether it passes without waiting. */
  boolean passes(int count) {
    return budget.take(count, ticker.nanos());
  }

  /**
   * Waits for its turn. Returns false if it does not come before then, the thread is interrupted
   * (it stays so), or nobody passes any more.
   *
   * @param until when waiting ends, by the ticker
   */
  boolean await(int count, long until) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    lock.lock();
    try {
      long now = ticker.nanos();
      while (!shut && now - until < 0) {
        ticker.await(shutting, Math.max(1, Math.min(until - now, budget.waitNanos(now))));
        now = ticker.nanos();
        if (budget.take(count, now)) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever waits is turned away, and nobody waits from now on. */
  void shut() {
    lock.lock();
    try {
      shut = true;
      shutting.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
