/** Metrics of this machine, read from {@code /proc} and {@code /sys}. */
package io.weir.samples.hostmetrics;
