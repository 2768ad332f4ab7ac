package io.weir.outbox.sqlite;

import io.weir.outbox.Batch.Covered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What other threads see of the store: always the state of the last commit. Written by the writer
 * thread, read by any.
 */
final class Published {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition appended = lock.newCondition();
  private final Tally tally = new Tally();
  private final Map<String, byte[]> marks = new ConcurrentHashMap<>();
  private long newest;
  private Coverage coverage = Coverage.read(null);
  private volatile Links links = new Links(Map.of());

  private volatile UUID epoch;

  Tally tally() {
    return tally;
  }

  void committed(long newNewest, byte[] newCoverage, Map<String, byte[]> newMarks, Links newLinks) {
    lock.lock();
    try {
      marks.putAll(newMarks);
      links = newLinks;
      coverage = Coverage.read(newCoverage);
      newest = newNewest;
      appended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  long awaitAppend(long seq, Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = TimeUnit.NANOSECONDS.convert(wait);
      while (newest <= seq && nanos > 0) {
        nanos = appended.awaitNanos(nanos);
      }
      return newest;
    } finally {
      lock.unlock();
    }
  }

  boolean covers(long sequence, long storedAtNanos) {
    lock.lock();
    try {
      return coverage.contains(sequence, storedAtNanos);
    } finally {
      lock.unlock();
    }
  }

  List<Covered> passedOver() {
    lock.lock();
    try {
      return coverage.holes();
    } finally {
      lock.unlock();
    }
  }

  byte[] mark(String name) {
    byte[] value = marks.get(name);
    return value == null ? null : value.clone();
  }

  /** Null until the database is open. */
  UUID epoch() {
    return epoch;
  }

  void epoch(UUID newEpoch) {
    epoch = newEpoch;
  }

  Links links() {
    return links;
  }
}
