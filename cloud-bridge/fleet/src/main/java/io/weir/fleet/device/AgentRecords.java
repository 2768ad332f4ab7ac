package io.weir.fleet.device;

/**
 * What an agent measures of itself, {@code weir:<name>} (uplink.md): the newest value of each, null
 * where it has sent none. Any thread.
 */
public record AgentRecords(Devices devices, long deviceId) {

  /** Records that wait on the gateway. */
  public Double backlogRecords() {
    return latest("backlog_records");
  }

  /** Age of the oldest of them, seconds. */
  public Double backlogAgeSeconds() {
    return latest("backlog_age_s");
  }

  private Double latest(String name) {
    return devices.latest(deviceId, "weir:" + name);
  }
}
