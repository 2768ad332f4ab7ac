package io.weir.samples.switches;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is answered on each path; knows nothing of HTTP. Any thread. */
final class Routes {

  private final LastValues values;

  Routes(LastValues values) {
    this.values = values;
  }

  /** {@code /counters}: a table of all switches, empty while there is none. */
  Response counters() {
    if (values.stale()) {
      return unread();
    }
    List<Counters> all = values.all();
    if (all.isEmpty()) {
      return Response.csv("");
    }
    StringBuilder csv = new StringBuilder(String.join(",", Counters.COLUMNS)).append("\r\n");
    all.forEach(switched -> csv.append(String.join(",", switched.row())).append("\r\n"));
    return Response.csv(csv.toString());
  }

  /**
   * {@code /telemetry/} and {@code /telemetry/<switch>/<metric>}.
   *
   * @param path what follows {@code /telemetry}
   */
  Response telemetry(String path) {
    if (values.stale()) {
      return unread();
    }
    if (path.isEmpty() || path.equals("/")) {
      return all();
    }
    String[] parts = path.substring(1).split("/", -1);
    return parts.length == 2
        ? metric(parts[0], parts[1])
        : Response.text(404, "Not found: expected /telemetry/<switch>/<metric>");
  }

  private Response all() {
    return Response.json(
        values.all().stream()
            .map(switched -> quoted(switched.id()) + ":" + object(switched.values()))
            .collect(Collectors.joining(",", "{\"switches\":{", "}}")));
  }

  private Response metric(String id, String metric) {
    Optional<Counters> switched = values.find(id);
    if (switched.isEmpty()) {
      return Response.text(404, "Switch '" + id + "' not found");
    }
    String value = switched.get().values().get(metric);
    return value == null
        ? Response.text(404, "Metric '" + metric + "' not found for switch '" + id + "'")
        : Response.json(
            "{\"switch_id\":"
                + quoted(id)
                + ",\"metric\":"
                + quoted(metric)
                + ",\"value\":"
                + quoted(value)
                + "}");
  }

  private static Response unread() {
    return Response.text(502, "Failed to fetch metrics from generator");
  }

  private static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + quoted(member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Ids and values are of characters that JSON need not escape; the two it must are. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
