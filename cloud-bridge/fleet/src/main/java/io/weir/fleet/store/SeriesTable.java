package io.weir.fleet.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The series of all gateways as they stand in blocks. Called with the handle of a transaction. */
public final class SeriesTable {
  private SeriesTable() {}

  /**
   * A row.
   *
   * @param id 0 until it is written
   * @param kind {@code number}, {@code text}, {@code bool} or {@code data}
   * @param firstS time of the oldest point, seconds since 1970
   * @param latest the newest value as JSON
   */
  public record Row(
      long id,
      long deviceId,
      String name,
      String unit,
      String kind,
      double firstS,
      double lastS,
      long count,
      String latest) {}

  public static List<Row> all(Handle handle) {
    return handle
        .createQuery(
            "SELECT id, device_id, name, unit, kind, first_s, last_s, count, latest FROM series")
        .map(
            (row, context) ->
                new Row(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getDouble(6),
                    row.getDouble(7),
                    row.getLong(8),
                    row.getString(9)))
        .list();
  }

  /** Writes a series and returns its id. */
  public static long put(Handle handle, Row row) {
    return handle
        .createQuery(
            "INSERT INTO series (device_id, name, unit, kind, first_s, last_s, count, latest)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device_id, name) DO UPDATE SET"
                + " unit = excluded.unit, kind = excluded.kind, first_s = excluded.first_s,"
                + " last_s = excluded.last_s, count = excluded.count, latest = excluded.latest"
                + " RETURNING id")
        .bind(0, row.deviceId())
        .bind(1, row.name())
        .bind(2, row.unit())
        .bind(3, row.kind())
        .bind(4, row.firstS())
        .bind(5, row.lastS())
        .bind(6, row.count())
        .bind(7, row.latest())
        .mapTo(Long.class)
        .one();
  }
}
