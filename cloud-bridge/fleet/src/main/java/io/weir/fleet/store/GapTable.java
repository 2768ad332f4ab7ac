package io.weir.fleet.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Runs of records that a gateway had to give up. A run stands in one lane; records of it that had
 * arrived before, or arrive later, are counted as found. Called with the handle of a transaction.
 */
public final class GapTable {
  private GapTable() {}

  /** A run as the gateway reports it. */
  public record Gap(
      long epochId,
      int lane,
      long seq,
      long through,
      long records,
      long firstUs,
      long lastUs,
      String reason) {}

  /**
   * A hole in time.
   *
   * @param records how many records are missing
   */
  public record Hole(long firstUs, long lastUs, long records, String reason, long atMs) {}

  /** Whether this run, or a longer one around it, is known. */
  public static boolean has(Handle handle, Gap gap) {
    return handle
        .createQuery(
            "SELECT count(*) FROM gap WHERE epoch_id = ? AND lane = ? AND seq <= ?"
                + " AND through >= ?")
        .bind(0, gap.epochId())
        .bind(1, gap.lane())
        .bind(2, gap.seq())
        .bind(3, gap.through())
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Writes a run in place of the shorter ones inside it: a gateway that goes on losing makes its
   * last gap longer.
   *
   * @param found how many of its records are stored
   * @return how many missing records it adds
   */
  public static long put(Handle handle, Gap gap, long found, long nowMs) {
    long before =
        handle
            .createQuery(
                "SELECT coalesce(sum(max(records - found, 0)), 0) FROM gap WHERE epoch_id = ?"
                    + " AND lane = ? AND seq >= ? AND through <= ?")
            .bind(0, gap.epochId())
            .bind(1, gap.lane())
            .bind(2, gap.seq())
            .bind(3, gap.through())
            .mapTo(Long.class)
            .one();
    handle.execute(
        "DELETE FROM gap WHERE epoch_id = ? AND lane = ? AND seq >= ? AND through <= ?",
        gap.epochId(),
        gap.lane(),
        gap.seq(),
        gap.through());
    handle.execute(
        "INSERT INTO gap (epoch_id, lane, seq, through, records, found, first_us, last_us, reason,"
            + " at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        gap.epochId(),
        gap.lane(),
        gap.seq(),
        gap.through(),
        gap.records(),
        found,
        gap.firstUs(),
        gap.lastUs(),
        gap.reason(),
        nowMs);
    return Math.max(gap.records() - found, 0) - before;
  }

  /**
   * Counts records that arrive after their loss was reported.
   *
   * @return how many missing records fewer there are
   */
  public static long found(Handle handle, long epochId, int lane, long seq, long records) {
    return handle
        .createQuery(
            "SELECT seq, through, max(records - found, 0) FROM gap WHERE epoch_id = ?"
                + " AND lane = ? AND seq <= ? ORDER BY seq DESC LIMIT 1")
        .bind(0, epochId)
        .bind(1, lane)
        .bind(2, seq)
        .map((row, context) -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3)})
        .findOne()
        .filter(gap -> gap[1] >= seq)
        .map(
            gap -> {
              handle.execute(
                  "UPDATE gap SET found = found + ? WHERE epoch_id = ? AND lane = ? AND seq = ?",
                  records,
                  epochId,
                  lane,
                  gap[0]);
              return Math.min(records, gap[2]);
            })
        .orElse(0L);
  }

  /**
   * What was lost for one kind of reason.
   *
   * @param reason what stands before the first colon of the reasons
   * @param firstUs time of the oldest record, microseconds since 1970, or null
   * @param lastUs time of the newest
   */
  public record Loss(String reason, long gaps, long records, Long firstUs, Long lastUs) {}

  /** Missing records of all gateways that lack some, by the kind of the reason. */
  public static Map<Long, Map<String, Long>> byKind(Handle handle) {
    Map<Long, Map<String, Long>> kinds = new HashMap<>();
    handle
        .createQuery(
            "SELECT e.device_id, substr(reason, 1, instr(reason || ':', ':') - 1) AS kind,"
                + " sum(records - found) FROM gap g JOIN epoch e ON e.id = g.epoch_id"
                + " WHERE records > found GROUP BY e.device_id, kind")
        .map(
            (row, context) ->
                kinds
                    .computeIfAbsent(row.getLong(1), id -> new TreeMap<>())
                    .put(row.getString(2), row.getLong(3)))
        .forEach(replaced -> {});
    return kinds;
  }

  /** What a gateway lost by the kind of the reason, the most first. */
  public static List<Loss> losses(Handle handle, long deviceId) {
    return handle
        .createQuery(
            "SELECT substr(reason, 1, instr(reason || ':', ':') - 1) AS kind, count(*),"
                + " sum(records - found) AS lost, min(first_us), max(last_us) FROM gap"
                + " WHERE epoch_id IN (SELECT id FROM epoch WHERE device_id = ?)"
                + " AND records > found GROUP BY kind ORDER BY lost DESC, kind")
        .bind(0, deviceId)
        .map(
            (row, context) ->
                new Loss(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5)))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * The same where there are too many to be told one by one: those that begin within the same
   * stretch and for the same kind of reason as one.
   *
   * @param stretchUs how long a stretch is
   */
  public static List<Hole> merged(
      Handle handle, long deviceId, long fromUs, long toUs, long stretchUs) {
    return handle
        .createQuery(
            "SELECT min(first_us) AS begin, max(last_us), sum(records - found), max(reason),"
                + " max(at_ms) FROM gap WHERE epoch_id IN"
                + " (SELECT id FROM epoch WHERE device_id = ?) AND last_us >= ? AND first_us <= ?"
                + " AND records > found GROUP BY (first_us - ?) / ?,"
                + " substr(reason, 1, instr(reason || ':', ':') - 1) ORDER BY begin")
        .bind(0, deviceId)
        .bind(1, fromUs)
        .bind(2, toUs)
        .bind(3, fromUs)
        .bind(4, stretchUs)
        .map((row, context) -> hole(row))
        .list();
  }

  /** The holes of a gateway that touch a range of time, oldest first. */
  public static List<Hole> holes(Handle handle, long deviceId, long fromUs, long toUs, int limit) {
    return handle
        .createQuery(
            "SELECT first_us, last_us, records - found, reason, at_ms FROM gap WHERE epoch_id IN"
                + " (SELECT id FROM epoch WHERE device_id = ?) AND last_us >= ? AND first_us <= ?"
                + " AND records > found ORDER BY first_us LIMIT ?")
        .bind(0, deviceId)
        .bind(1, fromUs)
        .bind(2, toUs)
        .bind(3, limit)
        .map((row, context) -> hole(row))
        .list();
  }

  private static Hole hole(ResultSet row) throws SQLException {
    return new Hole(
        row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4), row.getLong(5));
  }
}
