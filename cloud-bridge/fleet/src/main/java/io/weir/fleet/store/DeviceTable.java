package io.weir.fleet.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Gateways and what is known of them. Called with the handle of a transaction. */
public final class DeviceTable {
  private static final String COLUMNS =
      "id, serial, created_ms, seen_ms, online, agent_version, started_ms, status_ms, newest_us,"
          + " segments, records, gap_records, duplicate_segments, duplicate_records,"
          + " refused_segments, revoked, expired_records, clock_offset_ms, thinned_records,"
          + " thinned_points";

  private DeviceTable() {}

  /**
   * A row.
   *
   * @param newestUs time of the newest record that is stored, microseconds since 1970, or null
   * @param expiredRecords records that were stored and have been deleted for their age
   * @param clockOffsetMs the gateway's clock against the fleet's, or null
   * @param gapRecords records that the gateway gave up and that did not arrive either
   * @param thinnedRecords records in whose place summaries of a minute are stored
   * @param thinnedPoints those summaries, which count among {@code records}
   */
  public record Device(
      long id,
      String serial,
      long createdMs,
      long seenMs,
      boolean online,
      String agentVersion,
      long startedMs,
      long statusMs,
      Long newestUs,
      long segments,
      long records,
      long gapRecords,
      long duplicateSegments,
      long duplicateRecords,
      long refusedSegments,
      boolean revoked,
      long expiredRecords,
      Long clockOffsetMs,
      long thinnedRecords,
      long thinnedPoints) {}

  /** What one transaction adds to a gateway's counts. */
  public static final class Counts {
    public long segments;
    public long records;
    public long gapRecords;
    public long thinnedRecords;
    public long thinnedPoints;
    public long duplicateSegments;
    public long duplicateRecords;
    public long refusedSegments;
    public long newestUs = Long.MIN_VALUE;
  }

  /** The id of a gateway; the row is made when the serial is new. */
  public static long ensure(Handle handle, String serial, long nowMs) {
    Optional<Long> known =
        handle
            .createQuery("SELECT id FROM device WHERE serial = ?")
            .bind(0, serial)
            .mapTo(Long.class)
            .findOne();
    return known.orElseGet(
        () ->
            handle
                .createQuery(
                    "INSERT INTO device (serial, created_ms, seen_ms) VALUES (?, ?, ?)"
                        + " RETURNING id")
                .bind(0, serial)
                .bind(1, nowMs)
                .bind(2, nowMs)
                .mapTo(Long.class)
                .one());
  }

  public static void add(Handle handle, long id, Counts counts, long nowMs) {
    handle.execute(
        "UPDATE device SET seen_ms = max(seen_ms, ?), segments = segments + ?,"
            + " records = records + ?, gap_records = gap_records + ?,"
            + " duplicate_segments = duplicate_segments + ?,"
            + " duplicate_records = duplicate_records + ?,"
            + " refused_segments = refused_segments + ?,"
            + " thinned_records = thinned_records + ?, thinned_points = thinned_points + ?,"
            + " newest_us = nullif(max(coalesce(newest_us, ?), ?), ?) WHERE id = ?",
        nowMs,
        counts.segments,
        counts.records,
        counts.gapRecords,
        counts.duplicateSegments,
        counts.duplicateRecords,
        counts.refusedSegments,
        counts.thinnedRecords,
        counts.thinnedPoints,
        Long.MIN_VALUE,
        counts.newestUs,
        Long.MIN_VALUE,
        id);
  }

  /**
   * Writes what a birth says.
   *
   * @param seenMs when it was said, or 0 if the broker had kept it: then it is no sign of life, and
   *     says nothing of the gateway's clock (which {@link #clock} knows better, but not so soon)
   */
  public static void born(
      Handle handle, long id, String agentVersion, long startedMs, long statusMs, long seenMs) {
    handle.execute(
        "UPDATE device SET online = 1, agent_version = ?, started_ms = ?, status_ms = ?,"
            + " seen_ms = max(seen_ms, ?) WHERE id = ?",
        agentVersion,
        startedMs,
        statusMs,
        seenMs,
        id);
    if (seenMs != 0 && statusMs != 0) {
      clock(handle, id, statusMs - seenMs, seenMs, seenMs);
    }
  }

  /**
   * Writes how far a gateway's clock is ahead of the fleet's, unless something newer is known.
   * Backlog tells what was, and comes late; and who has set the fleet's clock back has made what is
   * known a word of the future, which counts no more.
   *
   * @param atMs when that was so, by the fleet's clock
   */
  public static void clock(Handle handle, long id, long offsetMs, long atMs, long nowMs) {
    handle.execute(
        "UPDATE device SET clock_offset_ms = ?, clock_at_ms = ? WHERE id = ?"
            + " AND (clock_at_ms IS NULL OR clock_at_ms <= ? OR clock_at_ms > ?)",
        offsetMs,
        Math.min(atMs, nowMs),
        id,
        atMs,
        nowMs);
  }

  /** Writes that a gateway is gone; what else is known of it stays. */
  public static void offline(Handle handle, long id) {
    handle.execute("UPDATE device SET online = 0 WHERE id = ?", id);
  }

  public static void revoke(Handle handle, long id) {
    handle.execute("UPDATE device SET revoked = 1, token_hash = NULL WHERE id = ?", id);
  }

  public static void token(Handle handle, long id, byte[] hash) {
    handle.execute("UPDATE device SET token_hash = ?, revoked = 0 WHERE id = ?", hash, id);
  }

  /** The gateway that a token belongs to. */
  public static Optional<Device> byToken(Handle handle, byte[] hash) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM device WHERE token_hash = ? AND revoked = 0")
        .bind(0, hash)
        .map(DeviceTable::device)
        .findOne();
  }

  /** What is kept of a gateway's token. */
  public static Optional<byte[]> tokenHash(Handle handle, String serial) {
    return handle
        .createQuery(
            "SELECT token_hash FROM device WHERE serial = ? AND revoked = 0"
                + " AND token_hash IS NOT NULL")
        .bind(0, serial)
        .mapTo(byte[].class)
        .findOne();
  }

  public static Optional<Device> bySerial(Handle handle, String serial) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM device WHERE serial = ?")
        .bind(0, serial)
        .map(DeviceTable::device)
        .findOne();
  }

  public static List<Device> all(Handle handle) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM device ORDER BY serial")
        .map(DeviceTable::device)
        .list();
  }

  private static Device device(java.sql.ResultSet row, StatementContext context)
      throws java.sql.SQLException {
    long newest = row.getLong(9);
    Long newestUs = row.wasNull() ? null : newest;
    long offset = row.getLong(18);
    Long clockOffset = row.wasNull() ? null : offset;
    return new Device(
        row.getLong(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getInt(5) != 0,
        row.getString(6),
        row.getLong(7),
        row.getLong(8),
        newestUs,
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getLong(13),
        row.getLong(14),
        row.getLong(15),
        row.getInt(16) != 0,
        row.getLong(17),
        clockOffset,
        row.getLong(19),
        row.getLong(20));
  }
}
