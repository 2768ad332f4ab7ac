package io.weir.cli;

import java.time.Duration;
import java.util.Locale;

/** Quantities as a person says them. */
final class Words {
  private Words() {}

  /** {@code 1.4 MB}: decimal units, three digits. */
  static String bytes(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  /** {@code 1 line}, {@code 2 lines}. */
  static String count(long n, String thing) {
    return count(n) + " " + thing + (n == 1 ? "" : "s");
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 3 d 4 h}, {@code 12 min}, {@code 5 s}: the two largest parts at the most. */
  static String time(Duration time) {
    long s = Math.max(0, time.toSeconds());
    if (s < 60) {
      return s + " s";
    }
    if (s < 3600) {
      return s / 60 + " min";
    }
    return s < 86_400
        ? s / 3600 + " h " + s % 3600 / 60 + " min"
        : s / 86_400 + " d " + s % 86_400 / 3600 + " h";
  }
}
