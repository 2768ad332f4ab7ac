package io.weir.senml;

import java.math.BigDecimal;

/** Numbers between their JSON text and a double: finite ones only, integers kept whole. */
final class Numbers {

  /** As many digits as a long has at most: 19, and a sign. */
  private static final int LONGEST_LONG = 20;

  private Numbers() {}

  /** JSON itself has no Infinity, but 1e400 becomes one. */
  static double finite(String literal, String place) {
    double value = Double.parseDouble(literal);
    if (!Double.isFinite(value)) {
      throw new SenmlException(
          "RFC 8428 s4.3", place, "must fit an IEEE double, is " + abridged(literal));
    }
    return value;
  }

  /** An integer literal within long keeps all its digits; everything else is a double. */
  static Value value(String literal, boolean integer, String place) {
    if (integer && literal.length() <= LONGEST_LONG && !"-0".equals(literal)) {
      try {
        return Value.of(Long.parseLong(literal));
      } catch (NumberFormatException beyondLong) {
        return new Value.Number(finite(literal, place));
      }
    }
    return new Value.Number(finite(literal, place));
  }

  /** JSON text that reads back to the same double; without an exponent at everyday magnitudes. */
  static String text(double value) {
    double magnitude = Math.abs(value);
    if (magnitude == 0) {
      return 1 / value < 0 ? "-0.0" : "0";
    }
    if (magnitude < 1e-4 || magnitude >= 1e15) {
      return Double.toString(value);
    }
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : new BigDecimal(Double.toString(value)).toPlainString();
  }

  private static String abridged(String literal) {
    return literal.length() <= 32 ? literal : literal.substring(0, 32) + "...";
  }
}
