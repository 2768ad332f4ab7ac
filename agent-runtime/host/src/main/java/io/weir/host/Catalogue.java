package io.weir.host;

import io.weir.plugin.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of one plugin: announced, or known by their first reading. Any thread. */
final class Catalogue {
  private final Map<String, Metric<?>> metrics = new LinkedHashMap<>();
  private final int limit;

  Catalogue(int limit) {
    this.limit = limit;
  }

  /** Returns false if there are too many metrics already for a new one. */
  synchronized boolean knows(Metric<?> metric) {
    if (metric == metrics.get(metric.name())) {
      return true;
    }
    if (metrics.size() >= limit && !metrics.containsKey(metric.name())) {
      return false;
    }
    metrics.put(metric.name(), metric);
    return true;
  }

  synchronized int size() {
    return metrics.size();
  }

  synchronized List<Metric<?>> all() {
    return new ArrayList<>(metrics.values());
  }
}
