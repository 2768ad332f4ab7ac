package io.weir.uplink;

/**
 * How a column of whole numbers is foreseen best, and about how many bits that takes.
 *
 * @param predictor one of {@link LongColumn}'s
 * @param scale what every difference from the first value is a multiple of, 1 if of nothing
 * @param bits the significant bits of all residuals together: what no later stage can squeeze out
 */
record LongPlan(int predictor, long scale, long bits) {

  static LongPlan of(long[] values, boolean xorToo) {
    if (values.length < 2) {
      return new LongPlan(LongColumn.NONE, 1, 64);
    }
    long scale = scale(values);
    long none = 0;
    long delta = 0;
    long delta2 = 0;
    long xor = 0;
    long lastOffset = 0;
    long lastDelta = 0;
    for (int i = 1; i < values.length; i++) {
      long offset = (values[i] - values[0]) / scale;
      long step = offset - lastOffset;
      none += length(offset);
      delta += length(step);
      delta2 += length(step - lastDelta);
      xor += 64 - Long.numberOfLeadingZeros(values[i] ^ values[i - 1]);
      lastOffset = offset;
      lastDelta = step;
    }
    int predictor = LongColumn.DELTA;
    long bits = delta;
    if (none < bits) {
      predictor = LongColumn.NONE;
      bits = none;
    }
    if (delta2 < bits) {
      predictor = LongColumn.DELTA_2;
      bits = delta2;
    }
    // it leaves the highest bytes in a small alphabet, which Deflate turns into more than the few
    // bits that a difference is shorter: 4 % on noise, 1 % on a random walk
    if (xorToo && xor - xor / 20 < bits) {
      predictor = LongColumn.XOR;
      bits = xor;
    }
    return new LongPlan(predictor, predictor == LongColumn.XOR ? 1 : scale, bits);
  }

  private static int length(long value) {
    return 64 - Long.numberOfLeadingZeros(value << 1 ^ value >> 63);
  }

  /**
   * The greatest common divisor of all differences; 1 if one of them leaves the range of a long.
   */
  private static long scale(long[] values) {
    long gcd = 0;
    for (int i = 1; i < values.length; i++) {
      long offset = values[i] - values[0];
      if (((values[i] ^ values[0]) & (values[i] ^ offset)) < 0) {
        return 1;
      }
      long a = Math.abs(offset);
      while (a != 0) {
        long rest = gcd % a;
        gcd = a;
        a = rest;
      }
      if (gcd == 1) {
        return 1;
      }
    }
    return Math.max(gcd, 1);
  }

  /** What is left of each value but the first, zigzagged unless it is an exclusive or. */
  long[] residuals(long[] values) {
    long[] residuals = new long[values.length - 1];
    long lastOffset = 0;
    long lastDelta = 0;
    for (int i = 1; i < values.length; i++) {
      if (predictor == LongColumn.XOR) {
        residuals[i - 1] = values[i] ^ values[i - 1];
        continue;
      }
      long offset = (values[i] - values[0]) / scale;
      long step = offset - lastOffset;
      long residual =
          switch (predictor) {
            case LongColumn.NONE -> offset;
            case LongColumn.DELTA -> step;
            default -> step - lastDelta;
          };
      residuals[i - 1] = residual << 1 ^ residual >> 63;
      lastOffset = offset;
      lastDelta = step;
    }
    return residuals;
  }
}
