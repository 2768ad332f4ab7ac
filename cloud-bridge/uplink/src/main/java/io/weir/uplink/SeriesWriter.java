package io.weir.uplink;

import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.List;

/** Writes the columns of one series but its times. Pure; any thread. */
final class SeriesWriter {

  private SeriesWriter() {}

  static void write(Series series, ByteSink out) {
    List<ResolvedRecord> records = series.records;
    switch (series.shape() & Series.TYPE) {
      case Series.NUMBER -> DoubleColumn.encode(numbers(records), out);
      case Series.INTEGER -> LongColumn.encode(integers(records), out);
      case Series.TEXT ->
          TextColumn.encode(
              records.stream().map(r -> ((Value.Text) r.value()).value()).toList(), out);
      case Series.BOOLEAN -> out.put(booleans(records));
      case Series.DATA -> data(records, out);
      default -> {
        // no value, no column
      }
    }
    if ((series.shape() & Series.SUM) != 0) {
      DoubleColumn.encode(records.stream().mapToDouble(ResolvedRecord::sum).toArray(), out);
    }
    if ((series.shape() & Series.UPDATE) != 0) {
      DoubleColumn.encode(records.stream().mapToDouble(ResolvedRecord::updateTime).toArray(), out);
    }
    if ((series.shape() & Series.QUALITY) != 0) {
      LongColumn.encode(
          records.stream().mapToLong(r -> Qualities.code(r.quality())).toArray(), out);
    }
  }

  private static double[] numbers(List<ResolvedRecord> records) {
    double[] values = new double[records.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Value.Number) records.get(i).value()).value();
    }
    return values;
  }

  private static long[] integers(List<ResolvedRecord> records) {
    return records.stream().mapToLong(r -> ((Value.Int) r.value()).value()).toArray();
  }

  private static byte[] booleans(List<ResolvedRecord> records) {
    byte[] bits = new byte[(records.size() + 7) / 8];
    for (int i = 0; i < records.size(); i++) {
      if (((Value.Bool) records.get(i).value()).value()) {
        bits[i >> 3] |= (byte) (1 << (i & 7));
      }
    }
    return bits;
  }

  private static void data(List<ResolvedRecord> records, ByteSink out) {
    List<byte[]> values = records.stream().map(r -> ((Value.Data) r.value()).value()).toList();
    LongColumn.encode(values.stream().mapToLong(v -> v.length).toArray(), out);
    values.forEach(out::put);
  }
}
