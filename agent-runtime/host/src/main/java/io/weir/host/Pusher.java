package io.weir.host;

import io.weir.senml.ResolvedRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Publishes what plugins push outside of their samplers: the thread {@code weir-push} makes a pack
 * of whatever a queue holds when its turn comes, so that one reading goes at once and a flood goes
 * in large packs. Not the lanes: a handler that runs for a minute must not hold a reading back.
 */
final class Pusher implements AutoCloseable {

  /** The readings of one plugin for one subject. */
  final class Queue {
    private final String subject;
    private final Counters counters;
    private List<ResolvedRecord> records = new ArrayList<>();

    private Queue(String subject, Counters counters) {
      this.subject = subject;
      this.counters = counters;
    }

    String subject() {
      return subject;
    }

    /** Takes a record; drops and counts it if too many wait. Never blocks for long. */
    void push(ResolvedRecord record) {
      lock.lock();
      try {
        if (records.size() >= MAX_WAITING || closed) {
          counters.dropped.incrementAndGet();
          packs.lost(subject, List.of(record), Packs.QUEUE_FULL);
          return;
        }
        records.add(record);
        if (records.size() == 1) {
          filled.add(this);
          some.signal();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  // one second of the largest budget; then the publisher is what is too slow
  private static final int MAX_WAITING = 20_000;

  private final Packs packs;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  private final Set<Queue> filled = new LinkedHashSet<>();
  private final Thread thread = new Thread(this::run, "weir-push");
  private boolean closed;

  Pusher(Packs packs) {
    this.packs = packs;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  Queue queue(String subject, Counters counters) {
    return new Queue(subject, counters);
  }

  private void run() {
    try {
      while (publishNext()) {
        // until it is closed and nothing is left
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean publishNext() throws InterruptedException {
    Queue queue;
    List<ResolvedRecord> records;
    lock.lock();
    try {
      while (filled.isEmpty()) {
        if (closed) {
          return false;
        }
        some.await();
      }
      queue = filled.iterator().next();
      filled.remove(queue);
      records = queue.records;
      queue.records = new ArrayList<>();
    } finally {
      lock.unlock();
    }
    int taken = packs.publish(queue.subject, records);
    queue.counters.readings.addAndGet(taken);
    queue.counters.dropped.addAndGet(records.size() - taken);
    return true;
  }

  /** Publishes what is left, for half a second at most. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      some.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
