package io.weir.fleet.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** What services a gateway announced. Called with the handle of a transaction. */
public final class ServiceTable {
  private ServiceTable() {}

  /**
   * A service.
   *
   * @param description its describe JSON as it came; checked to be an object, or "{}"
   */
  public record Service(String name, String state, String description) {}

  /** Replaces the services of a gateway. */
  public static void replace(Handle handle, long deviceId, List<Service> services) {
    handle.execute("DELETE FROM service WHERE device_id = ?", deviceId);
    for (Service service : services) {
      handle.execute(
          "INSERT INTO service (device_id, name, state, description) VALUES (?, ?, ?, ?)"
              + " ON CONFLICT (device_id, name) DO UPDATE SET state = excluded.state,"
              + " description = excluded.description",
          deviceId,
          service.name(),
          service.state(),
          service.description());
    }
  }

  public static List<Service> of(Handle handle, long deviceId) {
    return handle
        .createQuery(
            "SELECT name, state, description FROM service WHERE device_id = ? ORDER BY name")
        .bind(0, deviceId)
        .map((row, context) -> new Service(row.getString(1), row.getString(2), row.getString(3)))
        .list();
  }
}
