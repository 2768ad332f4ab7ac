package io.weir.fleet.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Commands and what became of them: queued, sent, received, done, or expired. A state only moves
 * forward; an answer that comes after the deadline is still the truth. Called with the handle of a
 * transaction.
 */
public final class CommandTable {
  private static final String SELECT =
      "SELECT c.id, c.device_id, d.serial, c.service, c.command, c.arguments, c.state, c.status,"
          + " c.message, c.result, c.created_ms, c.deadline_ms, c.sent_ms, c.received_ms,"
          + " c.done_ms, c.progress_percent, c.progress_message FROM command c JOIN device d ON d.id = c.device_id ";

  private CommandTable() {}

  /**
   * A row; times are milliseconds since 1970, null where it has not come to that.
   *
   * @param arguments JSON text
   * @param result JSON text, or null
   * @param percent how far it has come, null where nothing was said
   * @param progress what it did then, or null
   */
  public record Row(
      String id,
      long deviceId,
      String serial,
      String service,
      String command,
      String arguments,
      String state,
      String status,
      String message,
      String result,
      long createdMs,
      long deadlineMs,
      Long sentMs,
      Long receivedMs,
      Long doneMs,
      Long percent,
      String progress) {}

  /** A command that somebody asks for. */
  public record Draft(
      String id,
      long deviceId,
      String service,
      String command,
      String arguments,
      long createdMs,
      long deadlineMs) {}

  /** Writes a new command, unless its id is taken. */
  public static boolean insert(Handle handle, Draft draft) {
    return handle.execute(
            "INSERT INTO command (id, device_id, service, command, arguments, state, created_ms,"
                + " deadline_ms) VALUES (?, ?, ?, ?, ?, 'queued', ?, ?)"
                + " ON CONFLICT (id) DO NOTHING",
            draft.id(),
            draft.deviceId(),
            draft.service(),
            draft.command(),
            draft.arguments(),
            draft.createdMs(),
            draft.deadlineMs())
        == 1;
  }

  public static void sent(Handle handle, String id, long nowMs) {
    handle.execute(
        "UPDATE command SET state = 'sent', sent_ms = ? WHERE id = ?"
            + " AND state IN ('queued', 'sent')",
        nowMs,
        id);
  }

  /** The gateway has it. */
  public static void received(Handle handle, long deviceId, String id, long atMs) {
    handle.execute(
        "UPDATE command SET state = CASE WHEN state IN ('queued', 'sent') THEN 'received'"
            + " ELSE state END, received_ms = coalesce(received_ms, ?)"
            + " WHERE id = ? AND device_id = ?",
        atMs,
        id,
        deviceId);
  }

  /**
   * How far it is. What arrives late, after a newer word or the answer, changes nothing.
   *
   * @param atMs when it was said, by the gateway's clock
   */
  public static void progress(
      Handle handle, long deviceId, String id, int percent, String message, long atMs) {
    handle.execute(
        "UPDATE command SET progress_percent = ?, progress_message = ?, progress_ms = ?"
            + " WHERE id = ? AND device_id = ? AND state <> 'done'"
            + " AND coalesce(progress_ms, 0) <= ?",
        percent,
        message,
        atMs,
        id,
        deviceId,
        atMs);
  }

  /** The gateway answered; the first answer counts. */
  public static void done(
      Handle handle,
      long deviceId,
      String id,
      String status,
      String message,
      String result,
      long atMs) {
    handle.execute(
        "UPDATE command SET state = 'done', status = ?, message = ?, result = ?, done_ms = ?"
            + " WHERE id = ? AND device_id = ? AND state <> 'done'",
        status,
        message,
        result,
        atMs,
        id,
        deviceId);
  }

  /**
   * Gives up what is past its deadline: at once what was never sent, a little later what may be
   * answered at this moment.
   *
   * @param graceMs how much later
   * @return how many
   */
  public static int expire(Handle handle, long nowMs, long graceMs) {
    return handle.execute(
        "UPDATE command SET state = 'expired', status = 'expired',"
            + " message = 'no answer before the deadline' WHERE deadline_ms < ?"
            + " AND (state = 'queued' OR (state IN ('sent', 'received') AND deadline_ms < ?))",
        nowMs,
        nowMs - graceMs);
  }

  public static Optional<Row> byId(Handle handle, String id) {
    return handle
        .createQuery(SELECT + "WHERE c.id = ?")
        .bind(0, id)
        .map(CommandTable::row)
        .findOne();
  }

  /**
   * Commands of a gateway, newest first.
   *
   * @param before only those further down the list than this one; null for the newest
   */
  public static List<Row> ofDevice(Handle handle, long deviceId, Row before, int limit) {
    String below =
        before == null ? "" : " AND c.created_ms <= :ms AND (c.created_ms < :ms OR c.id > :id)";
    Query query =
        handle
            .createQuery(
                SELECT
                    + "WHERE c.device_id = :device"
                    + below
                    + " ORDER BY c.created_ms DESC, c.id LIMIT :limit")
            .bind("device", deviceId)
            .bind("limit", limit);
    if (before != null) {
      query.bind("ms", before.createdMs()).bind("id", before.id());
    }
    return query.map(CommandTable::row).list();
  }

  /**
   * What a gateway that has come online should be given, oldest first: what was never sent, and
   * what it has not said it has. It runs no id twice.
   */
  public static List<Row> undelivered(Handle handle, long deviceId, long nowMs) {
    return handle
        .createQuery(
            SELECT
                + "WHERE c.device_id = ? AND c.state IN ('queued', 'sent') AND c.deadline_ms > ?"
                + " ORDER BY c.created_ms, c.id")
        .bind(0, deviceId)
        .bind(1, nowMs)
        .map(CommandTable::row)
        .list();
  }

  /**
   * What to hand to a gateway that asks for commands, oldest first: what was never sent, and what
   * was sent before a time and has not been received.
   */
  public static List<Row> toFetch(Handle handle, long deviceId, long nowMs, long sentBeforeMs) {
    return handle
        .createQuery(
            SELECT
                + "WHERE c.device_id = ? AND c.deadline_ms > ? AND (c.state = 'queued'"
                + " OR (c.state = 'sent' AND c.sent_ms < ?)) ORDER BY c.created_ms, c.id LIMIT 100")
        .bind(0, deviceId)
        .bind(1, nowMs)
        .bind(2, sentBeforeMs)
        .map(CommandTable::row)
        .list();
  }

  private static Row row(ResultSet row, StatementContext context) throws SQLException {
    return new Row(
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getLong(11),
        row.getLong(12),
        whole(row, 13),
        whole(row, 14),
        whole(row, 15),
        whole(row, 16),
        row.getString(17));
  }

  private static Long whole(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
