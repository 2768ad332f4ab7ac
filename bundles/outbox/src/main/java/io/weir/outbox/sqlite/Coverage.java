package io.weir.outbox.sqlite;

import io.weir.outbox.Batch.Covered;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The broker messages that were recorded, as runs. A run that continues the newest one makes it
 * longer, so there is one run for each time the broker began its numbers anew. Pure; guarded by its
 * owner.
 */
final class Coverage {
  /** Redelivery reaches back by minutes, not by sixty-four losses of the broker's store. */
  private static final int MOST_RUNS = 64;

  private static final int RUN_BYTES = 4 * Long.BYTES;

  private final Deque<Covered> newestFirst = new ArrayDeque<>();

  static Coverage read(byte[] bytes) {
    Coverage coverage = new Coverage();
    if (bytes != null) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.remaining() >= RUN_BYTES) {
        coverage.newestFirst.addLast(
            new Covered(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong()));
      }
    }
    return coverage;
  }

  byte[] bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(newestFirst.size() * RUN_BYTES);
    for (Covered run : newestFirst) {
      buffer
          .putLong(run.firstSequence())
          .putLong(run.lastSequence())
          .putLong(run.firstStoredAtNanos())
          .putLong(run.lastStoredAtNanos());
    }
    return buffer.array();
  }

  void add(Covered next) {
    Covered newest = newestFirst.peekFirst();
    if (newest != null && continues(newest, next)) {
      newestFirst.removeFirst();
      newestFirst.addFirst(
          new Covered(
              newest.firstSequence(),
              next.lastSequence(),
              newest.firstStoredAtNanos(),
              next.lastStoredAtNanos()));
      return;
    }
    newestFirst.addFirst(next);
    if (newestFirst.size() > MOST_RUNS) {
      newestFirst.removeLast();
    }
  }

  private static boolean continues(Covered newest, Covered next) {
    return next.firstSequence() == newest.lastSequence() + 1
        && next.firstStoredAtNanos() >= newest.lastStoredAtNanos();
  }

  boolean contains(long sequence, long storedAtNanos) {
    for (Iterator<Covered> runs = newestFirst.iterator(); runs.hasNext(); ) {
      Covered run = runs.next();
      if (sequence >= run.firstSequence()
          && sequence <= run.lastSequence()
          && storedAtNanos >= run.firstStoredAtNanos()
          && storedAtNanos <= run.lastStoredAtNanos()) {
        return true;
      }
    }
    return false;
  }
}
