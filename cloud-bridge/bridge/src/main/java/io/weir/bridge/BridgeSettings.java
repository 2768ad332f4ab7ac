package io.weir.bridge;

import io.weir.bridge.recorder.GroupLimits;
import java.time.Duration;
import java.util.Map;

/**
 * The configuration of the bridge, checked. Immutable.
 *
 * @param serial the gateway
 * @param version of the agent
 * @param cloud the first cloud as it is configured, perhaps nowhere and perhaps wrongly: the other
 *     clouds and the recorder do not wait for it
 */
record BridgeSettings(String serial, String version, Keys cloud, GroupLimits group) {

  private static final int SEGMENT_BYTES = 64 * 1024; // uplink.md, segment: size

  BridgeSettings {
    if (serial == null || serial.isBlank()) {
      throw new IllegalArgumentException(
          "the framework property weir.serial must name the gateway, was " + serial);
    }
  }

  static BridgeSettings of(
      BridgeConfig config, Map<String, ?> properties, String serial, String version) {
    return new BridgeSettings(
        serial,
        version == null ? "" : version,
        new Keys(Map.copyOf(properties)),
        new GroupLimits(
            Duration.ofMillis(config.group_ms()),
            Duration.ofMillis(Math.max(config.group_ms(), config.group_offline_ms())),
            config.group_records(),
            SEGMENT_BYTES));
  }

  /** The gateway's own base name (bus.md). */
  String gatewayBase() {
    return "urn:cpt:device:sn:" + serial + ":";
  }
}
