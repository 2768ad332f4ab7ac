package io.weir.fleet.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** Points of one series side by side. Called with the handle of a transaction. */
public final class BlockTable {
  private static final String COLUMNS =
      "id, series_id, thinned, first_s, last_s, count, numbers, min, max, sum";

  private BlockTable() {}

  /**
   * What is known of a block without decoding it.
   *
   * @param numbers how many of its points are numbers; minimum, maximum and sum are theirs
   */
  public record Block(
      long id,
      long seriesId,
      boolean thinned,
      double firstS,
      double lastS,
      int count,
      int numbers,
      double min,
      double max,
      double sum) {}

  /** A block that is to be written. */
  public record Draft(Block block, byte[] body) {}

  /** The blocks of a series that touch a range, both ends included, in the order of time. */
  public static List<Block> overlapping(Handle handle, long seriesId, double from, double to) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM block WHERE series_id = ? AND last_s >= ? AND first_s <= ?"
                + " ORDER BY first_s")
        .bind(0, seriesId)
        .bind(1, from)
        .bind(2, to)
        .map(BlockTable::block)
        .list();
  }

  /** The newest block of a series that begins at or before a time. */
  public static Optional<Block> before(Handle handle, long seriesId, boolean thinned, double time) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM block WHERE series_id = ? AND thinned = ? AND first_s <= ?"
                + " ORDER BY last_s DESC LIMIT 1")
        .bind(0, seriesId)
        .bind(1, thinned ? 1 : 0)
        .bind(2, time)
        .map(BlockTable::block)
        .findOne();
  }

  public static byte[] body(Handle handle, long id) {
    return handle
        .createQuery("SELECT body FROM block WHERE id = ?")
        .bind(0, id)
        .mapTo(byte[].class)
        .one();
  }

  public static void insert(Handle handle, List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return;
    }
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO block (series_id, thinned, first_s, last_s, count, numbers, min, max,"
                + " sum, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Draft draft : drafts) {
        Block block = draft.block();
        boolean numeric = block.numbers() > 0;
        batch
            .bind(0, block.seriesId())
            .bind(1, block.thinned() ? 1 : 0)
            .bind(2, block.firstS())
            .bind(3, block.lastS())
            .bind(4, block.count())
            .bind(5, block.numbers())
            .bind(6, numeric ? block.min() : null)
            .bind(7, numeric ? block.max() : null)
            .bind(8, numeric ? block.sum() : null)
            .bind(9, draft.body())
            .add();
      }
      batch.execute();
    }
  }

  public static void delete(Handle handle, List<Long> ids) {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch("DELETE FROM block WHERE id = ?")) {
      ids.forEach(id -> batch.bind(0, (long) id).add());
      batch.execute();
    }
  }

  /** How many points of a gateway stand in blocks: counted, not kept beside. */
  public static long points(Handle handle, long deviceId) {
    return handle
        .createQuery(
            "SELECT coalesce(sum(count), 0) FROM block WHERE series_id IN"
                + " (SELECT id FROM series WHERE device_id = ?)")
        .bind(0, deviceId)
        .mapTo(Long.class)
        .one();
  }

  private static Block block(java.sql.ResultSet row, StatementContext context)
      throws java.sql.SQLException {
    return new Block(
        row.getLong(1),
        row.getLong(2),
        row.getInt(3) != 0,
        row.getDouble(4),
        row.getDouble(5),
        row.getInt(6),
        row.getInt(7),
        row.getDouble(8),
        row.getDouble(9),
        row.getDouble(10));
  }
}
