package io.weir.host;

import java.util.Locale;

/**
 * Whether a plugin's threads use more than they may, and for how long. Resting holds the lane to
 * its share; this is for what resting cannot hold: threads of the plugin's own and calls that do
 * not end. Pure; one thread.
 */
final class Overuse {
  private final Limits limits;
  private boolean over;
  private long since;

  Overuse(Limits limits) {
    this.limits = limits;
  }

  /** New figures. Returns why the plugin has to be put in quarantine, "" if it has not. */
  String look(double cpuPercent, double megabytes, long now) {
    boolean cpu = cpuPercent > limits.cpuPercent();
    boolean memory = megabytes > limits.allocationMb();
    if (!cpu && !memory) {
      over = false;
      return "";
    }
    since = over ? since : now;
    over = true;
    if (now - since < limits.overBudget().toNanos()) {
      return "";
    }
    String time = " for " + limits.overBudget().toSeconds() + " s";
    return cpu
        ? said(
            "uses %.0f %% of a processor" + time + ", may use %d %%",
            cpuPercent,
            limits.cpuPercent())
        : said(
            "allocates %.0f MB/s" + time + ", may allocate %d", megabytes, limits.allocationMb());
  }

  private static String said(String format, double found, int limit) {
    return String.format(Locale.ROOT, format, found, limit);
  }
}
