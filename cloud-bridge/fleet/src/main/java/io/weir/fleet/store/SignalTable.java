package io.weir.fleet.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Signal frames as they came. Called with the handle of a transaction. */
public final class SignalTable {
  private SignalTable() {}

  public static void insert(
      Handle handle, long deviceId, long firstUs, long lastUs, long records, byte[] body) {
    handle.execute(
        "INSERT INTO signal (device_id, first_us, last_us, records, body) VALUES (?, ?, ?, ?, ?)",
        deviceId,
        firstUs,
        lastUs,
        records,
        body);
  }

  /** The bodies of the frames that touch a range of time, in the order of their beginnings. */
  public static List<byte[]> between(
      Handle handle, long deviceId, long fromUs, long toUs, int limit) {
    return handle
        .createQuery(
            "SELECT body FROM signal WHERE device_id = ? AND last_us >= ? AND first_us <= ?"
                + " ORDER BY first_us, id LIMIT ?")
        .bind(0, deviceId)
        .bind(1, fromUs)
        .bind(2, toUs)
        .bind(3, limit)
        .mapTo(byte[].class)
        .list();
  }

  /** How many frames of a gateway are stored. */
  public static long records(Handle handle, long deviceId) {
    return handle
        .createQuery("SELECT coalesce(sum(records), 0) FROM signal WHERE device_id = ?")
        .bind(0, deviceId)
        .mapTo(Long.class)
        .one();
  }
}
