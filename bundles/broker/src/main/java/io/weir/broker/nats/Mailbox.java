package io.weir.broker.nats;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Hands items to a handler in order, one at a time, on some thread of a pool: an idle mailbox needs
 * no thread of its own. Bounded; any thread.
 */
final class Mailbox<T> {
  private final Executor pool;
  private final Consumer<T> handler;
  private final int limit;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private boolean running;

  /**
   * @param handler must not throw
   */
  Mailbox(Executor pool, int limit, Consumer<T> handler) {
    this.pool = pool;
    this.limit = limit;
    this.handler = handler;
  }

  /** Returns false if it is full: the item was not taken. */
  boolean put(T item) {
    synchronized (this) {
      if (items.size() >= limit) {
        return false;
      }
      items.addLast(item);
      if (running) {
        return true;
      }
      running = true;
    }
    pool.execute(this::drain);
    return true;
  }

  private void drain() {
    while (true) {
      T item;
      synchronized (this) {
        item = items.pollFirst();
        if (item == null) {
          running = false;
          return;
        }
      }
      handler.accept(item);
    }
  }
}
