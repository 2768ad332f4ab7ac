package io.weir.outbox.sqlite;

import io.weir.outbox.Batch.Covered;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The broker messages that were recorded, as runs. Runs that continue one another become one, so
 * there is one for each time the broker began its numbers anew, and one more for each hole. Pure;
 * guarded by its owner.
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
    Covered run = next;
    for (Covered other : ofTheSameNumbering(next)) {
      if (continues(other, run)) {
        run = joined(other, run);
        newestFirst.remove(other);
      } else if (continues(run, other)) {
        run = joined(run, other);
        newestFirst.remove(other);
      }
    }
    newestFirst.addFirst(run);
    if (newestFirst.size() > MOST_RUNS) {
      newestFirst.remove(leastMissed());
    }
  }

  /**
   * One of a former numbering; else the lowest: without one in the middle its messages would count
   * as passed over.
   */
  private Covered leastMissed() {
    Covered newest = newestFirst.peekFirst();
    List<Covered> same = ofTheSameNumbering(newest);
    if (same.size() < newestFirst.size() - 1) {
      List<Covered> former = new ArrayList<>(newestFirst);
      former.removeAll(same);
      return former.get(former.size() - 1);
    }
    same.add(newest);
    return Collections.min(same, Comparator.comparingLong(Covered::firstSequence));
  }

  /** Without those whose numbers were given once more, in this run or in one that came later. */
  private List<Covered> ofTheSameNumbering(Covered run) {
    List<Covered> newer = new ArrayList<>(List.of(run));
    List<Covered> same = new ArrayList<>();
    for (Covered other : newestFirst) {
      if (newer.stream().noneMatch(one -> overlap(one, other))) {
        same.add(other);
      }
      newer.add(other);
    }
    return same;
  }

  private static boolean overlap(Covered one, Covered other) {
    return one.firstSequence() <= other.lastSequence()
        && other.firstSequence() <= one.lastSequence();
  }

  private static boolean continues(Covered run, Covered next) {
    return next.firstSequence() == run.lastSequence() + 1
        && next.firstStoredAtNanos() >= run.lastStoredAtNanos();
  }

  private static Covered joined(Covered run, Covered next) {
    return new Covered(
        run.firstSequence(),
        next.lastSequence(),
        run.firstStoredAtNanos(),
        next.lastStoredAtNanos());
  }

  /** What lies between two runs of the newest numbering, with the times of its neighbours. */
  List<Covered> holes() {
    List<Covered> holes = new ArrayList<>();
    if (newestFirst.isEmpty()) {
      return holes;
    }
    List<Covered> runs = ofTheSameNumbering(newestFirst.peekFirst());
    runs.add(newestFirst.peekFirst());
    runs.sort(Comparator.comparingLong(Covered::firstSequence));
    for (int i = 1; i < runs.size(); i++) {
      Covered before = runs.get(i - 1);
      Covered after = runs.get(i);
      if (before.lastSequence() + 1 < after.firstSequence()
          && before.lastStoredAtNanos() <= after.firstStoredAtNanos()) {
        holes.add(
            new Covered(
                before.lastSequence() + 1,
                after.firstSequence() - 1,
                before.lastStoredAtNanos(),
                after.firstStoredAtNanos()));
      }
    }
    return holes;
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
