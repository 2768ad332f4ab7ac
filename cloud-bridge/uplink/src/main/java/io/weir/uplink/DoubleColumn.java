package io.weir.uplink;

/**
 * Doubles, bit for bit, in the smallest of several forms ({@code records.proto}, double column).
 * Pure; any thread.
 */
final class DoubleColumn {
  private static final int SINGLE = 32;
  private static final int BITS = 64;
  private static final int SINGLE_BITS = 65;
  private static final int DISTINCT = 66;
  private static final int EXCEPTIONS = 128;

  private DoubleColumn() {}

  static void encode(double[] values, ByteSink out) {
    boolean single = singles(values);
    long[] bits = bits(values, single);
    LongPlan bitsPlan = LongPlan.of(bits, true);
    Decimals decimals = Decimals.of(values, single);
    LongPlan decimalPlan = decimals == null ? null : LongPlan.of(decimals.mantissas(), false);
    long decimalBits =
        decimals == null ? Long.MAX_VALUE : decimalPlan.bits() + 72L * decimals.exceptions().length;
    DistinctDoubles distinct =
        Math.min(decimalBits, bitsPlan.bits()) > 10L * values.length
            ? DistinctDoubles.of(values)
            : null;
    if (distinct != null && distinct.bits() < Math.min(decimalBits, bitsPlan.bits())) {
      out.put(DISTINCT);
      out.varint(distinct.values().length);
      encode(distinct.values(), out);
      LongColumn.encode(distinct.places(), out);
    } else if (decimalBits <= bitsPlan.bits()) {
      encode(values, decimals, decimalPlan, out);
    } else {
      out.put(single ? SINGLE_BITS : BITS);
      LongColumn.encode(bits, bitsPlan, out);
    }
  }

  private static void encode(double[] values, Decimals decimals, LongPlan plan, ByteSink out) {
    int[] exceptions = decimals.exceptions();
    int form = decimals.exponent() + (decimals.single() ? SINGLE : 0);
    if (exceptions.length == 0) {
      out.put(form);
    } else {
      out.put(form | EXCEPTIONS);
      out.varint(exceptions.length);
      int next = 0;
      for (int at : exceptions) {
        out.varint(at - next);
        out.fixed64(Double.doubleToRawLongBits(values[at]));
        next = at + 1;
      }
    }
    LongColumn.encode(decimals.mantissas(), plan, out);
  }

  /** Whether every value is a 32-bit float, and not all are whole: those are better as doubles. */
  private static boolean singles(double[] values) {
    boolean whole = true;
    for (double value : values) {
      if (Double.doubleToRawLongBits((float) value) != Double.doubleToRawLongBits(value)) {
        return false;
      }
      whole &= value == Math.rint(value);
    }
    return !whole;
  }

  private static long[] bits(double[] values, boolean single) {
    long[] bits = new long[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] =
          single
              ? Float.floatToRawIntBits((float) values[i])
              : Double.doubleToRawLongBits(values[i]);
    }
    return bits;
  }

  static double[] decode(ByteSource in, int n) {
    return decode(in, n, true);
  }

  private static double[] decode(ByteSource in, int n, boolean outer) {
    int form = in.get();
    if (form == BITS || form == SINGLE_BITS) {
      return fromBits(LongColumn.decode(in, n), form == SINGLE_BITS);
    }
    if (form == DISTINCT && outer) {
      return distinct(in, n);
    }
    int exponent = form & 31;
    if ((form & 64) != 0 || exponent >= Decimals.POWERS.length) {
      throw new SegmentException("double column: expected a known form, found " + form);
    }
    int[] places = new int[0];
    double[] exceptions = new double[0];
    if ((form & EXCEPTIONS) != 0) {
      int count = in.count("exceptions", 1, n);
      places = new int[count];
      exceptions = new double[count];
      int next = 0;
      for (int i = 0; i < count; i++) {
        places[i] = next + in.count("values before an exception", 0, n - 1 - next);
        exceptions[i] = Double.longBitsToDouble(in.fixed64());
        next = places[i] + 1;
      }
    }
    boolean single = (form & SINGLE) != 0;
    long[] mantissas = LongColumn.decode(in, n);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = Decimals.value(mantissas[i], exponent, single);
    }
    for (int i = 0; i < places.length; i++) {
      values[places[i]] = exceptions[i];
    }
    return values;
  }

  private static double[] fromBits(long[] bits, boolean single) {
    double[] values = new double[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = single ? Float.intBitsToFloat((int) bits[i]) : Double.longBitsToDouble(bits[i]);
    }
    return values;
  }

  private static double[] distinct(ByteSource in, int n) {
    int count = in.count("distinct values", 1, n);
    double[] distinct = decode(in, count, false);
    long[] places = LongColumn.decode(in, n);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = distinct[place(places[i], count)];
    }
    return values;
  }

  /** A place that is one of {@code count}. */
  static int place(long place, int count) {
    if (place < 0 || place >= count) {
      throw new SegmentException("expected a place below " + count + ", found " + place);
    }
    return (int) place;
  }
}
