package io.weir.plugin;

/** How a metric's values hang together. */
public enum MetricType {
  /** A value at a time: a temperature, a load, a state. */
  TEMPORAL,
  /** A counter that only grows; a smaller value means that it began again. */
  INCREMENTAL
}
