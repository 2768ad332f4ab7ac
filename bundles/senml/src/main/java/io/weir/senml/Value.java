package io.weir.senml;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * What a record measured: exactly one of the value fields of RFC 8428 s4.2. Immutable; any thread.
 *
 * <p>Wire labels: {@code v} is {@link Number} or {@link Int}, {@code vs} is {@link Text}, {@code
 * vb} is {@link Bool}, {@code vd} is {@link Data}.
 */
public sealed interface Value {

  /** A number as an IEEE double, always finite. */
  record Number(double value) implements Value {
    public Number {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("number must be finite, was " + value);
      }
    }

    /** By bits, so that 0.0 and -0.0 are two values: they travel as they are. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Number that
          && Double.doubleToLongBits(value) == Double.doubleToLongBits(that.value);
    }

    @Override
    public int hashCode() {
      return Double.hashCode(value);
    }
  }

  /**
   * An integer that a double cannot hold exactly (beyond 2^53). Every other number is a {@link
   * Number}, so that a value has one form only; make one with {@link Value#of(long)}.
   */
  record Int(long value) implements Value {
    public Int {
      if (fitsDouble(value)) {
        throw new IllegalArgumentException(value + " fits a double: use Value.of(long)");
      }
    }
  }

  /** Text, {@code vs}. */
  record Text(String value) implements Value {
    public Text {
      Objects.requireNonNull(value, "value");
    }
  }

  /** A boolean, {@code vb}. */
  record Bool(boolean value) implements Value {}

  /** Bytes, {@code vd} (base64url without padding on the wire). Copied in and out. */
  record Data(byte[] value) implements Value {
    public Data {
      value = value.clone();
    }

    @Override
    public byte[] value() {
      return value.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Data that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Data[" + HexFormat.of().formatHex(value) + "]";
    }
  }

  /** The one form of a whole number: {@link Number} where a double holds it, else {@link Int}. */
  static Value of(long value) {
    return fitsDouble(value) ? new Number(value) : new Int(value);
  }

  private static boolean fitsDouble(long value) {
    // the cast back saturates at Long.MAX_VALUE, which 2^63 as a double would wrongly match
    return (long) (double) value == value && value != Long.MAX_VALUE;
  }
}
