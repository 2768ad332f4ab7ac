package io.weir.uplink;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import java.util.ArrayList;
import java.util.List;

/** Gathers what one minute of a series holds. One thread. */
final class ThinnedMinute {
  // two digits more than the values have: a mean of a minute says no more
  private static final int MORE_DIGITS = 2;
  private static final int MOST_DIGITS = 6;

  private final String name;
  private final String unit;
  private final Quality quality;
  private final double start;
  private final List<ResolvedRecord> readings = new ArrayList<>();
  private final List<ThinnedPoint> points = new ArrayList<>();

  ThinnedMinute(String name, String unit, Quality quality, double start) {
    this.name = name;
    this.unit = unit;
    this.quality = quality;
    this.start = start;
  }

  void add(ResolvedRecord reading) {
    readings.add(reading);
  }

  void add(ThinnedPoint point) {
    points.add(point);
  }

  boolean hasPoint() {
    return !points.isEmpty();
  }

  List<ResolvedRecord> readings() {
    return readings;
  }

  ThinnedPoint toPoint() {
    double minimum = Double.POSITIVE_INFINITY;
    double maximum = Double.NEGATIVE_INFINITY;
    long count = 0;
    for (ThinnedPoint point : points) {
      minimum = Math.min(minimum, point.minimum());
      maximum = Math.max(maximum, point.maximum());
      count += point.count();
    }
    for (ResolvedRecord reading : readings) {
      double value = reading.number().orElseThrow();
      minimum = Math.min(minimum, value);
      maximum = Math.max(maximum, value);
      count++;
    }
    double mean = 0;
    for (ThinnedPoint point : points) {
      mean += point.mean() * ((double) point.count() / count);
    }
    for (ResolvedRecord reading : readings) {
      mean += reading.number().orElseThrow() / count;
    }
    // the sum of rounded parts can end just outside
    double inside = Math.max(minimum, Math.min(maximum, round(mean, minimum, maximum)));
    return new ThinnedPoint(name, unit, quality, start, minimum, maximum, inside, count);
  }

  /** A mean in full precision would take more bytes than minimum and maximum together. */
  private static double round(double mean, double minimum, double maximum) {
    int digits = Math.max(Decimals.digits(minimum), Decimals.digits(maximum));
    if (digits > MOST_DIGITS) {
      return mean;
    }
    double power = Decimals.POWERS[digits + MORE_DIGITS];
    double rounded = Math.rint(mean * power) / power;
    return Double.isFinite(rounded) ? rounded : mean;
  }
}
