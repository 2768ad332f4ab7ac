package io.weir.uplink;

import java.util.Arrays;

/**
 * Doubles as whole mantissas over one power of ten, where that gives every bit back (the idea of
 * ALP, Afroozeh et al. 2023). The few that do not fit are listed as exceptions.
 *
 * @param exponent the power of ten, 0 to 22 (10^22 is the last one that a double holds exactly)
 * @param single whether a value is the 32-bit float nearest to its decimal
 * @param mantissas one a value; an exception repeats the one before it
 * @param exceptions the places of the values that do not fit, ascending
 */
record Decimals(int exponent, boolean single, long[] mantissas, int[] exceptions) {
  static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  // beyond 2^53 a mantissa is not exact any more
  private static final double MOST = 9007199254740992.0;
  // a decimal with more digits than that is no decimal that a person or a sensor made
  private static final int MOST_DIGITS_DOUBLE = 15;
  private static final int MOST_DIGITS_SINGLE = 7;

  /**
   * One value from its decimal: the division is correctly rounded, as reading the text would be.
   */
  static double value(long mantissa, int exponent, boolean single) {
    double value = mantissa / POWERS[exponent];
    return single ? (float) value : value;
  }

  /** The column as decimals, or null if more than one value in eight is none. */
  static Decimals of(double[] values, boolean single) {
    int most = single ? MOST_DIGITS_SINGLE : MOST_DIGITS_DOUBLE;
    int exponent = 0;
    int misfits = 0;
    for (int i = 0; i < values.length; i++) {
      int needed = exponent;
      while (needed <= most && !fits(values[i], needed, single)) {
        needed++;
      }
      if (needed <= most) {
        exponent = needed;
      } else if (++misfits > 1 + (values.length >> 3)) {
        return null;
      }
    }
    return misfits == values.length ? null : scaled(values, exponent, single);
  }

  private static Decimals scaled(double[] values, int exponent, boolean single) {
    long[] mantissas = new long[values.length];
    int[] exceptions = new int[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (fits(values[i], exponent, single)) {
        mantissas[i] = (long) Math.rint(values[i] * POWERS[exponent]);
      } else {
        exceptions[count++] = i;
        mantissas[i] = i == 0 ? 0 : mantissas[i - 1];
      }
    }
    return count > 1 + (values.length >> 2)
        ? null
        : new Decimals(exponent, single, mantissas, Arrays.copyOf(exceptions, count));
  }

  /** How many digits a value has after the point; more than 15 if it is no decimal. */
  static int digits(double value) {
    int digits = 0;
    while (digits <= MOST_DIGITS_DOUBLE && !fits(value, digits, false)) {
      digits++;
    }
    return digits;
  }

  private static boolean fits(double value, int exponent, boolean single) {
    double mantissa = Math.rint(value * POWERS[exponent]);
    if (!(Math.abs(mantissa) <= MOST)) {
      return false;
    }
    double back = mantissa / POWERS[exponent];
    double again = single ? (float) back : back;
    // by value first, which is quick; then -0.0, whose sign no mantissa keeps
    return again == value && (value != 0 || 1 / value > 0);
  }
}
