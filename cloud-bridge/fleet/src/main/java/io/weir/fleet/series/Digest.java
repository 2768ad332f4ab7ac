package io.weir.fleet.series;

import io.weir.fleet.store.BlockTable;
import io.weir.fleet.store.BlockTable.Block;
import io.weir.fleet.store.BlockTable.Draft;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.SegmentTable;
import io.weir.fleet.store.SeriesTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Writes points from memory to blocks. Many small arrivals become few dense blocks: a short block
 * at the end of a series is taken up and written again, longer. In one transaction the blocks
 * appear and the bodies they were made of leave the landing; so a kill at any moment neither loses
 * nor doubles a point. One thread.
 */
public final class Digest {
  /** A block is closed with so many points: about 3 KiB, 20 µs to decode. */
  static final int BLOCK_POINTS = 2048;

  /** A block with fewer is taken up again by the points that follow. */
  static final int SHORT_BLOCK = 1024;

  /** Points further apart do not share a block: it would overlap many questions for nothing. */
  static final double APART_S = 6 * 3600;

  private final Database database;
  private final Head head;
  private List<Series> flushing = List.of();
  private long landedThrough;

  public Digest(Database database, Head head) {
    this.database = database;
    this.head = head;
  }

  /**
   * Writes all that is in memory. After a failure the next call begins with what failed.
   *
   * @return how many points were written
   */
  public long run() {
    if (flushing.isEmpty()) {
      // on the writer's thread: there, what has landed is what is in memory
      database.manualWrite(
          handle -> {
            landedThrough = SegmentTable.lastLanded(handle);
            flushing = head.beginFlush();
            return null;
          });
    }
    if (flushing.isEmpty()) {
      return 0;
    }
    Map<Series, Rewrite> rewrites = new IdentityHashMap<>();
    for (Series series : flushing) {
      rewrites.put(series, database.read(handle -> rewrite(handle, series)));
    }
    return database.manualWrite(handle -> write(handle, rewrites));
  }

  /** What becomes of a series: new blocks, and those that they replace. */
  private record Rewrite(List<Draft> drafts, List<Long> replaced) {}

  private long write(Handle handle, Map<Series, Rewrite> rewrites) {
    handle.begin();
    Map<Series, Long> ids = new IdentityHashMap<>();
    List<Draft> drafts = new ArrayList<>();
    List<Long> replaced = new ArrayList<>();
    for (Series series : flushing) {
      long id = SeriesTable.put(handle, head.locked(series::row));
      ids.put(series, id);
      Rewrite rewrite = rewrites.get(series);
      rewrite.drafts().forEach(draft -> drafts.add(owned(draft, id)));
      replaced.addAll(rewrite.replaced());
    }
    BlockTable.delete(handle, replaced);
    BlockTable.insert(handle, drafts);
    SegmentTable.unland(handle, landedThrough);
    return head.locked(
        () -> {
          handle.commit();
          long written = 0;
          for (Series series : flushing) {
            series.id = ids.get(series);
            int size = series.flushingSize();
            series.stored += size;
            written += size;
            series.flushing[0] = null;
            series.flushing[1] = null;
          }
          flushing = List.of();
          return written;
        });
  }

  private static Draft owned(Draft draft, long seriesId) {
    Block b = draft.block();
    return new Draft(
        new Block(
            0,
            seriesId,
            b.thinned(),
            b.firstS(),
            b.lastS(),
            b.count(),
            b.numbers(),
            b.min(),
            b.max(),
            b.sum()),
        draft.body());
  }

  private static Rewrite rewrite(Handle handle, Series series) {
    List<Draft> drafts = new ArrayList<>();
    Set<Long> replaced = new HashSet<>();
    for (int which = 0; which < 2; which++) {
      Points points = series.flushing[which];
      if (points == null) {
        continue;
      }
      boolean thinned = which == 1;
      // runs by their first time; a run that takes up a block may grow to the front
      TreeMap<Integer, Integer> runs = runs(points = points.sorted());
      for (Map.Entry<Integer, Integer> run : runs.entrySet()) {
        Points whole = new Points(series.unit, run.getValue() - run.getKey());
        shortBlockBefore(handle, series, thinned, points.time(run.getKey()))
            .filter(block -> replaced.add(block.id()))
            .ifPresent(
                block -> whole.addAll(BlockCodec.decode(BlockTable.body(handle, block.id()))));
        for (int i = run.getKey(); i < run.getValue(); i++) {
          whole.add(points, i);
        }
        cut(series.id, thinned, whole.sorted(), drafts);
      }
    }
    return new Rewrite(drafts, List.copyOf(replaced));
  }

  private static TreeMap<Integer, Integer> runs(Points points) {
    TreeMap<Integer, Integer> runs = new TreeMap<>();
    int begin = 0;
    for (int i = 1; i <= points.size(); i++) {
      if (i == points.size() || points.time(i) - points.time(i - 1) > APART_S) {
        runs.put(begin, i);
        begin = i;
      }
    }
    return runs;
  }

  private static Optional<Block> shortBlockBefore(
      Handle handle, Series series, boolean thinned, double time) {
    return series.id == 0
        ? Optional.empty()
        : BlockTable.before(handle, series.id, thinned, time)
            .filter(block -> block.count() < SHORT_BLOCK && time - block.lastS() <= APART_S);
  }

  private static void cut(long seriesId, boolean thinned, Points points, List<Draft> drafts) {
    int blocks = (points.size() + BLOCK_POINTS - 1) / BLOCK_POINTS;
    for (int i = 0; i < blocks; i++) {
      int from = (int) ((long) points.size() * i / blocks);
      int to = (int) ((long) points.size() * (i + 1) / blocks);
      encode(seriesId, thinned, points, from, to, drafts);
    }
  }

  private static void encode(
      long seriesId, boolean thinned, Points points, int from, int to, List<Draft> drafts) {
    try {
      drafts.add(BlockCodec.encode(seriesId, thinned, points, from, to));
    } catch (IllegalArgumentException e) {
      // long texts: more bytes than a body may have
      if (to - from < 2) {
        throw e;
      }
      int middle = (from + to) >>> 1;
      encode(seriesId, thinned, points, from, middle, drafts);
      encode(seriesId, thinned, points, middle, to, drafts);
    }
  }
}
