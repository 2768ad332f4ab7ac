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
 * @param bandwidthIn Mbit/s; NaN while it is not known, which takes two readings
 * @param bandwidthOut as bandwidthIn
 * @param latencyMs milliseconds
 * @param packetErrors since the last reading
 * @param updatedAt when it was read
 * @param ports its interfaces, where they are known
 */
record Counters(
    String id,
    double bandwidthIn,
    double bandwidthOut,
    double latencyMs,
    long packetErrors,
    Instant updatedAt,
    List<Port> ports) {

  /** The columns of {@code /counters}. */
  static final List<String> COLUMNS =
      List.of(
          "switch_id",
          "bandwidth_in",
          "bandwidth_out",
          "latency_ms",
          "packet_errors",
          "updated_at");

  Counters {
    ports = List.copyOf(ports);
  }

  /** Of a switch whose interfaces are not known. */
  Counters(
      String id,
      double bandwidthIn,
      double bandwidthOut,
      double latencyMs,
      long packetErrors,
      Instant updatedAt) {
    this(id, bandwidthIn, bandwidthOut, latencyMs, packetErrors, updatedAt, List.of());
  }

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
    return String.format(Locale.ROOT, "%.2f", Double.isNaN(value) ? 0 : value);
  }
}
