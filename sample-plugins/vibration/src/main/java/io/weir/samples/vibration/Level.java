package io.weir.samples.vibration;

/**
 * How much a signal moves.
 *
 * @param rms root mean square around the mean, in the unit of the scale
 * @param peak the largest distance from the mean
 */
record Level(double rms, double peak) {

  static Level of(short[] samples, double scale) {
    double mean = 0;
    for (short sample : samples) {
      mean += (double) sample / samples.length;
    }
    double squares = 0;
    double peak = 0;
    for (short sample : samples) {
      double distance = Math.abs(sample - mean);
      squares += distance * distance;
      peak = Math.max(peak, distance);
    }
    return new Level(Math.sqrt(squares / samples.length) * scale, peak * scale);
  }
}
