package io.weir.fleet.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What a gateway's signal frames are, a row a stream. Called with the handle of a transaction. */
public final class StreamTable {
  // more is no gateway but names made of values
  private static final int MOST = 1000;

  private StreamTable() {}

  /**
   * A stream as its newest frame says.
   *
   * @param name without the gateway's own base
   * @param channels JSON: key and unit of each
   * @param samples of each channel in that frame
   * @param firstUs time of its first sample, microseconds since 1970
   * @param lastUs time of its last
   * @param frames how many were stored
   */
  public record Stream(
      String name,
      String channels,
      long intervalNs,
      long samples,
      long firstUs,
      long lastUs,
      long frames) {}

  /** Counts a frame, and takes over what it says unless a newer one has come. */
  public static void add(Handle handle, long deviceId, Stream frame) {
    handle.execute(
        "INSERT INTO signal_stream (device_id, name, channels, interval_ns, samples, first_us,"
            + " last_us, frames) SELECT ?, ?, ?, ?, ?, ?, ?, 0 WHERE"
            + " (SELECT count(*) FROM signal_stream WHERE device_id = ?) < ?"
            + " ON CONFLICT DO NOTHING",
        deviceId,
        frame.name(),
        frame.channels(),
        frame.intervalNs(),
        frame.samples(),
        frame.firstUs(),
        frame.lastUs(),
        deviceId,
        MOST);
    handle.execute(
        "UPDATE signal_stream SET frames = frames + ? WHERE device_id = ? AND name = ?",
        frame.frames(),
        deviceId,
        frame.name());
    handle.execute(
        "UPDATE signal_stream SET channels = ?, interval_ns = ?, samples = ?, first_us = ?,"
            + " last_us = ? WHERE device_id = ? AND name = ? AND last_us <= ?",
        frame.channels(),
        frame.intervalNs(),
        frame.samples(),
        frame.firstUs(),
        frame.lastUs(),
        deviceId,
        frame.name(),
        frame.lastUs());
  }

  /** The streams of a gateway by name. */
  public static List<Stream> of(Handle handle, long deviceId) {
    return handle
        .createQuery(
            "SELECT name, channels, interval_ns, samples, first_us, last_us, frames"
                + " FROM signal_stream WHERE device_id = ? ORDER BY name")
        .bind(0, deviceId)
        .map(
            (row, context) ->
                new Stream(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7)))
        .list();
  }

  /** Forgets the streams whose newest frame is older. */
  static void expire(Handle handle, long beforeUs) {
    handle.execute("DELETE FROM signal_stream WHERE last_us < ?", beforeUs);
  }
}
