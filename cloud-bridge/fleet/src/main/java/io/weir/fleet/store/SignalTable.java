package io.weir.fleet.store;

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

  /** How many frames of a gateway are stored. */
  public static long records(Handle handle, long deviceId) {
    return handle
        .createQuery("SELECT coalesce(sum(records), 0) FROM signal WHERE device_id = ?")
        .bind(0, deviceId)
        .mapTo(Long.class)
        .one();
  }
}
