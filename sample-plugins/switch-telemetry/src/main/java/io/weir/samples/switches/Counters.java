package io.weir.samples.switches;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one switch counted. Immutable.
 *
 * @param id the switch, {@code switch-0}
 * @param bandwidthIn Mbit/s
 * @param bandwidthOut Mbit/s
 * @param latencyMs milliseconds
 * @param packetErrors since the last reading
 * @param updatedAt when it was read
 */
record Counters(
    String id,
    double bandwidthIn,
    double bandwidthOut,
    double latencyMs,
    long packetErrors,
    Instant updatedAt) {

  /** The columns of {@code /counters}. */
  static final List<String> COLUMNS =
      List.of(
          "switch_id",
          "bandwidth_in",
          "bandwidth_out",
          "latency_ms",
          "packet_errors",
          "updated_at");

  /** Both directions, Mbit/s. */
  double bandwidth() {
    return bandwidthIn + bandwidthOut;
  }

  /** One row under {@link #COLUMNS}. */
  List<String> row() {
    return List.of(
        id,
        hundredths(bandwidthIn),
        hundredths(bandwidthOut),
        hundredths(latencyMs),
        Long.toString(packetErrors),
        updatedAt.toString());
  }

  /** The values of {@code /telemetry/}: all text. */
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("bandwidth_mbps", hundredths(bandwidth()));
    for (int i = 1; i < COLUMNS.size(); i++) {
      values.put(COLUMNS.get(i), row().get(i));
    }
    return values;
  }

  private static String hundredths(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
