package io.weir.fleet.series;

import io.weir.fleet.store.BlockTable;
import io.weir.fleet.store.BlockTable.Block;
import io.weir.fleet.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Answers for a range of time within a budget of points: the points themselves where they are few,
 * else minimum, maximum and mean in buckets, so that no peak is lost. Any thread.
 */
public final class PointQuery {
  private final Database database;
  private final Head head;

  public PointQuery(Database database, Head head) {
    this.database = database;
    this.head = head;
  }

  /**
   * What is asked.
   *
   * @param from seconds since 1970, included
   * @param to seconds since 1970, included
   * @param budget how many points or buckets to answer with, at most
   */
  public record Question(long deviceId, String name, double from, double to, int budget) {
    public Question {
      if (!(from <= to) || !Double.isFinite(to - from)) {
        throw new IllegalArgumentException("from must not be after to, was " + from + " to " + to);
      }
      if (budget < 1 || budget > 100_000) {
        throw new IllegalArgumentException("budget must be 1 to 100000, was " + budget);
      }
    }
  }

  /** What is answered. */
  public sealed interface Answer {
    String unit();

    String kind();

    /** Where the gateway's minimum, maximum and mean a minute stand in for its readings. */
    List<Span> thinned();
  }

  /** A stretch of time, seconds since 1970, and how many points of it are there. */
  public record Span(double from, double to, long records) {}

  /**
   * The points.
   *
   * @param values numbers, texts, booleans, or bytes in base64url
   * @param qualities 0 good, 1 uncertain, 2 bad; empty when all are good
   * @param shortened whether only changes, or only the newest, are left (never with numbers)
   */
  public record Raw(
      String unit,
      String kind,
      List<Span> thinned,
      double[] times,
      Object[] values,
      int[] qualities,
      boolean shortened)
      implements Answer {}

  /** Buckets of equal width; those without a number are left out. */
  public record Buckets(
      String unit,
      String kind,
      List<Span> thinned,
      double widthS,
      double[] times,
      double[] min,
      double[] max,
      double[] mean,
      long[] count)
      implements Answer {}

  /** The points of a series as they are known at one moment. */
  private record Snapshot(
      String unit, String kind, List<Span> thinned, List<Block> blocks, Points inMemory) {}

  /** Empty if the gateway has no such series. */
  public Optional<Answer> ask(Question question) {
    return database.read(
        handle -> snapshot(handle, question).map(s -> answer(handle, question, s)));
  }

  private Optional<Snapshot> snapshot(Handle handle, Question q) {
    // the first select fixes what this transaction sees: under the lock, so that no point is in a
    // block and in memory, or in neither
    return head.looking(
        q.deviceId(),
        q.name(),
        series -> {
          if (series == null) {
            return Optional.empty();
          }
          List<Block> blocks =
              series.id == 0
                  ? List.of()
                  : BlockTable.overlapping(handle, series.id, q.from(), q.to());
          Points memory = new Points(series.unit, 64);
          List<Span> thinned = new ArrayList<>();
          for (Block block : blocks) {
            if (block.thinned()) {
              thinned.add(new Span(block.firstS(), block.lastS(), block.count()));
            }
          }
          for (int which = 0; which < 2; which++) {
            Points part = new Points(series.unit, 64);
            copy(series.flushing[which], q, part);
            copy(series.active[which], q, part);
            part = part.sorted();
            memory.addAll(part);
            if (which == 1 && part.size() > 0) {
              thinned.add(new Span(part.time(0), part.time(part.size() - 1), part.size()));
            }
          }
          return Optional.of(new Snapshot(series.unit, series.kind, thinned, blocks, memory));
        });
  }

  private static void copy(Points from, Question q, Points to) {
    for (int i = 0; from != null && i < from.size(); i++) {
      if (from.time(i) >= q.from() && from.time(i) <= q.to()) {
        to.add(from, i);
      }
    }
  }

  private static Answer answer(Handle handle, Question q, Snapshot snapshot) {
    long atMost =
        snapshot.inMemory().size() + snapshot.blocks().stream().mapToLong(Block::count).sum();
    boolean numeric = snapshot.kind().equals("number") || snapshot.kind().equals("bool");
    // a few blocks reach over the ends of the range: decode before deciding when it may still fit
    if (!numeric || atMost <= q.budget() + 2L * Digest.BLOCK_POINTS) {
      Points points = points(handle, q, snapshot);
      if (!numeric || points.size() <= q.budget()) {
        return RawAnswer.of(
            snapshot.unit(), snapshot.kind(), snapshot.thinned(), points, q.budget());
      }
    }
    return buckets(handle, q, snapshot);
  }

  private static Points points(Handle handle, Question q, Snapshot snapshot) {
    Points points = new Points(snapshot.unit(), 1024);
    for (Block block : snapshot.blocks()) {
      copy(BlockCodec.decode(BlockTable.body(handle, block.id())), q, points);
    }
    points.addAll(snapshot.inMemory());
    return points.sorted();
  }

  private static Answer buckets(Handle handle, Question q, Snapshot snapshot) {
    BucketSums sums = BucketSums.forRange(q.from(), q.to(), q.budget());
    for (Block block : snapshot.blocks()) {
      boolean inside = block.firstS() >= q.from() && block.lastS() <= q.to();
      if (inside && sums.index(block.firstS()) == sums.index(block.lastS())) {
        sums.add(block);
      } else {
        Points decoded = BlockCodec.decode(BlockTable.body(handle, block.id()));
        for (int i = 0; i < decoded.size(); i++) {
          if (decoded.time(i) >= q.from() && decoded.time(i) <= q.to()) {
            sums.add(decoded.time(i), decoded.number(i));
          }
        }
      }
    }
    for (int i = 0; i < snapshot.inMemory().size(); i++) {
      sums.add(snapshot.inMemory().time(i), snapshot.inMemory().number(i));
    }
    return sums.answer(q.from(), snapshot.unit(), snapshot.kind(), snapshot.thinned());
  }

  /** The times of blocks and points that a gateway has in memory and in blocks, counted. */
  public long storedPoints(long deviceId) {
    // both counts under one lock and one commit: nothing is counted twice
    return database.read(
        handle ->
            head.looking(
                deviceId,
                "",
                series -> BlockTable.points(handle, deviceId) + head.points(deviceId)));
  }

  static List<Integer> changes(Points points) {
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i == 0
          || i == points.size() - 1
          || !java.util.Objects.equals(points.json(i), points.json(i - 1))) {
        kept.add(i);
      }
    }
    return kept;
  }
}
