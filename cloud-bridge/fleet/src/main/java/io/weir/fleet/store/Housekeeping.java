package io.weir.fleet.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Keeps the store small: puts identities of neighbours together, and deletes what is older than it
 * is to be kept. Short transactions, so that the ingest does not wait. One thread.
 */
public final class Housekeeping {
  /** A gateway that lost our answer sends again long before. */
  static final Duration SETTLED = Duration.ofHours(24);

  private static final int ROWS = 20_000;

  private final Database database;
  private final Duration keep;

  /**
   * @param keep how long points are kept, or null for ever
   */
  public Housekeeping(Database database, Duration keep) {
    this.database = database;
    this.keep = keep;
  }

  /** Does what there is to do now; returns how many records were deleted. */
  public long run(long nowMs) {
    for (long epoch : database.read(Housekeeping::epochs)) {
      merge(epoch, nowMs - SETTLED.toMillis());
    }
    return keep == null ? 0 : expire(nowMs - keep.toMillis());
  }

  private static List<Long> epochs(Handle handle) {
    return handle.createQuery("SELECT id FROM epoch ORDER BY id").mapTo(Long.class).list();
  }

  private void merge(long epoch, long beforeMs) {
    long after = 0;
    while (after >= 0) {
      long from = after;
      after = database.write(handle -> mergeSome(handle, epoch, from, beforeMs));
    }
  }

  /** Returns after which number to go on, or -1 at the end. */
  private static long mergeSome(Handle handle, long epoch, long after, long beforeMs) {
    List<SegmentTable.Row> rows =
        handle
            .createQuery(
                "SELECT seq, last, lane, records, at_ms FROM segment WHERE epoch_id = ?"
                    + " AND thinned = 0 AND seq > ? ORDER BY seq LIMIT ?")
            .bind(0, epoch)
            .bind(1, after)
            .bind(2, ROWS)
            .map(
                (row, context) ->
                    new SegmentTable.Row(
                        epoch,
                        false,
                        row.getLong(1),
                        row.getLong(2),
                        row.getInt(3),
                        row.getLong(4),
                        row.getLong(5)))
            .list();
    List<SegmentTable.Row> run = new ArrayList<>();
    for (SegmentTable.Row row : rows) {
      boolean follows = !run.isEmpty() && row.seq() == run.get(run.size() - 1).last() + 1;
      if (row.atMs() >= beforeMs || !follows) {
        replace(handle, run);
        run.clear();
      }
      if (row.atMs() < beforeMs) {
        run.add(row);
      }
    }
    replace(handle, run);
    return rows.size() < ROWS ? -1 : rows.get(rows.size() - 1).seq();
  }

  private static void replace(Handle handle, List<SegmentTable.Row> run) {
    if (run.size() < 2) {
      return;
    }
    SegmentTable.Row first = run.get(0);
    long last = run.get(run.size() - 1).last();
    boolean oneLane = run.stream().allMatch(row -> row.lane() == first.lane());
    handle.execute(
        "DELETE FROM segment WHERE epoch_id = ? AND thinned = 0 AND seq > ? AND seq <= ?",
        first.epochId(),
        first.seq(),
        last);
    handle.execute(
        "UPDATE segment SET last = ?, lane = ?, records = ?, at_ms = ?"
            + " WHERE epoch_id = ? AND thinned = 0 AND seq = ?",
        last,
        oneLane ? first.lane() : 0,
        run.stream().mapToLong(SegmentTable.Row::records).sum(),
        run.get(run.size() - 1).atMs(),
        first.epochId(),
        first.seq());
  }

  private record Old(long block, long device, long count) {}

  private long expire(long beforeMs) {
    long sum = 0;
    for (long some = -1; some != 0; sum += some) {
      some = database.write(handle -> expireSome(handle, beforeMs / 1000.0));
    }
    database.useWrite(
        handle -> {
          handle.execute(
              "UPDATE device SET expired_records = expired_records + (SELECT"
                  + " coalesce(sum(records), 0) FROM signal WHERE device_id = device.id"
                  + " AND last_us < ?)",
              beforeMs * 1000);
          handle.execute("DELETE FROM signal WHERE last_us < ?", beforeMs * 1000);
          StreamTable.expire(handle, beforeMs * 1000);
          handle.execute("DELETE FROM gap WHERE last_us < ?", beforeMs * 1000);
          handle.execute(
              "DELETE FROM command WHERE deadline_ms < ? AND state IN ('done', 'expired')",
              beforeMs);
        });
    return sum;
  }

  private static long expireSome(Handle handle, double beforeS) {
    List<Old> old =
        handle
            .createQuery(
                "SELECT b.id, s.device_id, b.count FROM block b JOIN series s"
                    + " ON s.id = b.series_id WHERE b.last_s < ? LIMIT ?")
            .bind(0, beforeS)
            .bind(1, ROWS / 10)
            .map((row, context) -> new Old(row.getLong(1), row.getLong(2), row.getLong(3)))
            .list();
    if (old.isEmpty()) {
      return 0;
    }
    try (PreparedBatch counts =
        handle.prepareBatch(
            "UPDATE device SET expired_records = expired_records + ? WHERE id = ?")) {
      old.forEach(one -> counts.bind(0, one.count()).bind(1, one.device()).add());
      counts.execute();
    }
    BlockTable.delete(handle, old.stream().map(Old::block).toList());
    return old.stream().mapToLong(Old::count).sum();
  }
}
