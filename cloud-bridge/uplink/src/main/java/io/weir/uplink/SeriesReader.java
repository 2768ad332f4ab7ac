package io.weir.uplink;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Reads the columns of one series and makes records of them. Pure; any thread.
 *
 * @param shape type and flags, as {@code Shape} in {@code records.proto}
 */
record SeriesReader(String name, String unit, int shape, double[] times) {

  /**
   * @throws SegmentException if the columns are not of that shape
   * @throws IllegalArgumentException if they hold what no record may
   */
  void read(ByteSource in, List<ResolvedRecord> into) {
    int n = times.length;
    if (shape < 0 || shape >= Series.QUALITY << 1) {
      throw new SegmentException(
          "expected a known shape, found " + Integer.toUnsignedString(shape));
    }
    IntFunction<Value> values = values(in, n);
    double[] sums = (shape & Series.SUM) == 0 ? null : DoubleColumn.decode(in, n);
    double[] updates = (shape & Series.UPDATE) == 0 ? null : DoubleColumn.decode(in, n);
    long[] qualities = (shape & Series.QUALITY) == 0 ? null : LongColumn.decode(in, n);
    for (int i = 0; i < n; i++) {
      into.add(
          new ResolvedRecord(
              name,
              unit,
              times[i],
              values.apply(i),
              sums == null ? null : (Double) sums[i],
              updates == null ? null : (Double) updates[i],
              qualities == null ? Quality.GOOD : Qualities.of(qualities[i])));
    }
  }

  private IntFunction<Value> values(ByteSource in, int n) {
    switch (shape & Series.TYPE) {
      case Series.NUMBER -> {
        double[] numbers = DoubleColumn.decode(in, n);
        return i -> new Value.Number(numbers[i]);
      }
      case Series.INTEGER -> {
        long[] integers = LongColumn.decode(in, n);
        return i -> new Value.Int(integers[i]);
      }
      case Series.TEXT -> {
        String[] texts = TextColumn.decode(in, n);
        return i -> new Value.Text(texts[i]);
      }
      case Series.BOOLEAN -> {
        byte[] bits = in.get((n + 7L) / 8);
        return i -> new Value.Bool((bits[i >> 3] >> (i & 7) & 1) != 0);
      }
      case Series.DATA -> {
        long[] lengths = LongColumn.decode(in, n);
        byte[][] data = new byte[n][];
        for (int i = 0; i < n; i++) {
          data[i] = in.get(lengths[i]);
        }
        return i -> new Value.Data(data[i]);
      }
      case Series.NONE -> {
        return i -> null;
      }
      default -> throw new SegmentException("expected a known shape, found " + shape);
    }
  }
}
