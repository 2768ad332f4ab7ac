package io.weir.plugin.processing;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One rule; what it does not ask for is neutral.
 *
 * @param metric the names that it is for
 * @param scale factor, 1 if not asked for
 * @param offset added after the factor
 * @param unit the unit afterwards, null for the same
 * @param window length, null for none
 * @param aggregates what a window reports
 * @param onChange whether only changes are reported
 * @param deadband 0 for none
 * @param percent whether the dead band is a share of the last value
 * @param minInterval zero for none
 * @param maxInterval null for none
 * @param rate how many in {@code ratePeriod}, 0 for any number
 */
record Rule(
    Pattern metric,
    double scale,
    double offset,
    String unit,
    Duration window,
    List<Aggregate> aggregates,
    boolean onChange,
    double deadband,
    boolean percent,
    Duration minInterval,
    Duration maxInterval,
    int rate,
    Duration ratePeriod) {

  boolean fits(String name) {
    return metric.matcher(name).matches();
  }

  boolean converts() {
    return scale != 1 || offset != 0 || unit != null;
  }
}
