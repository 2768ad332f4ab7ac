package io.weir.uplink;

import java.util.Arrays;

/**
 * Few distinct values that come again and again, such as a share of a small whole computed in full
 * precision.
 *
 * @param values each value once, in the order of first appearance
 * @param places where each value of the column stands among them
 */
record DistinctDoubles(double[] values, long[] places) {

  /** The column so, or null if its values hardly repeat. */
  static DistinctDoubles of(double[] column) {
    int most = column.length / 2;
    int mask = Integer.highestOneBit(Math.max(1, column.length)) * 4 - 1;
    int[] table = new int[mask + 1];
    double[] values = new double[most];
    long[] places = new long[column.length];
    int count = 0;
    for (int i = 0; i < column.length; i++) {
      long bits = Double.doubleToRawLongBits(column[i]);
      int slot = (int) (bits * 0x9E3779B97F4A7C15L >>> 40) & mask;
      while (table[slot] != 0 && Double.doubleToRawLongBits(values[table[slot] - 1]) != bits) {
        slot = slot + 1 & mask;
      }
      if (table[slot] == 0) {
        if (count == most) {
          return null;
        }
        values[count++] = column[i];
        table[slot] = count;
      }
      places[i] = table[slot] - 1;
    }
    return new DistinctDoubles(Arrays.copyOf(values, count), places);
  }

  /** About how many bits it takes. */
  long bits() {
    return 72L * values.length
        + (long) places.length * (32 - Integer.numberOfLeadingZeros(values.length));
  }
}
