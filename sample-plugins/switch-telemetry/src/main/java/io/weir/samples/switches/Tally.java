package io.weir.samples.switches;

import java.util.Locale;

/** Counts a route's requests and how long they took. Any thread. */
final class Tally {

  private static final double[] BOUNDS = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1};

  private final String route;
  private final long[] buckets = new long[BOUNDS.length];
  private long requests;
  private double seconds;

  Tally(String route) {
    this.route = route;
  }

  /** Adds a request and says what is counted so far. */
  synchronized String add(double took) {
    requests++;
    seconds += took;
    for (int i = 0; i < BOUNDS.length; i++) {
      buckets[i] += took <= BOUNDS[i] ? 1 : 0;
    }
    return String.format(
        Locale.ROOT,
        "GET %s metrics: avg_latency=%.3fs, requests=%d",
        route,
        seconds / requests,
        requests);
  }

  /** A histogram in Prometheus' text format. */
  synchronized String exposition() {
    String name = "switch_telemetry_request_duration_seconds";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < BOUNDS.length; i++) {
      text.append(line(name + "_bucket", ",le=\"" + BOUNDS[i] + "\"", buckets[i]));
    }
    text.append(line(name + "_bucket", ",le=\"+Inf\"", requests));
    text.append(line(name + "_sum", "", seconds));
    return text.append(line(name + "_count", "", requests)).toString();
  }

  private String line(String name, String label, Object value) {
    return name + "{route=\"" + route + "\"" + label + "} " + value + "\n";
  }
}
