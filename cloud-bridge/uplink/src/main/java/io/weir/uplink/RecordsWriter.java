package io.weir.uplink;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.proto.Records;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Groups records into series and writes their columns. One thread, one use. */
final class RecordsWriter {
  private final Map<String, List<Series>> byName = new HashMap<>();
  private final List<Series> series = new ArrayList<>();
  private final Map<String, Integer> units = new HashMap<>();
  private final Map<Times, Integer> times = new HashMap<>();
  private final Records.Builder message = Records.newBuilder();

  /** Equal when every bit is. */
  private record Times(double[] seconds) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Times that && Arrays.equals(seconds, that.seconds);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(seconds);
    }
  }

  private RecordsWriter() {}

  static Records write(List<ResolvedRecord> records) {
    RecordsWriter writer = new RecordsWriter();
    Series last = null;
    for (ResolvedRecord record : records) {
      if (last == null || !last.name.equals(record.name()) || !last.takes(record)) {
        last = writer.seriesOf(record);
      }
      last.add(record);
    }
    return writer.message();
  }

  private Series seriesOf(ResolvedRecord record) {
    List<Series> sameName = byName.computeIfAbsent(record.name(), name -> new ArrayList<>(1));
    for (Series candidate : sameName) {
      if (candidate.takes(record)) {
        return candidate;
      }
    }
    Series created = new Series(record);
    sameName.add(created);
    series.add(created);
    return created;
  }

  private Records message() {
    ByteSink timeColumns = new ByteSink();
    ByteSink columns = new ByteSink();
    String prefix = prefix();
    message.setPrefix(prefix);
    boolean oneUnit = true;
    boolean oneTime = true;
    boolean numbersOnly = true;
    for (Series one : series) {
      TextColumn.utf8(one.name);
      TextColumn.utf8(one.unit);
      message.addNames(one.name.substring(prefix.length()));
      int unit = unit(one.unit);
      int time = time(one.times(), timeColumns);
      message.addUnit(unit).addTime(time).addShape(one.shape());
      oneUnit &= unit == 0;
      oneTime &= time == 0;
      numbersOnly &= one.shape() == 0;
      SeriesWriter.write(one, columns);
    }
    if (oneUnit) {
      message.clearUnit();
    }
    if (oneTime) {
      message.clearTime();
    }
    if (numbersOnly) {
      message.clearShape();
    }
    ByteString bytes = UnsafeByteOperations.unsafeWrap(timeColumns.toByteArray());
    return message
        .setColumns(bytes.concat(UnsafeByteOperations.unsafeWrap(columns.toByteArray())))
        .build();
  }

  private int unit(String unit) {
    Integer place = units.putIfAbsent(unit, units.size());
    if (place == null) {
      message.addUnits(unit);
      return units.size() - 1;
    }
    return place;
  }

  private int time(double[] seconds, ByteSink out) {
    Integer place = times.putIfAbsent(new Times(seconds), times.size());
    if (place == null) {
      message.addTimeCounts(seconds.length);
      DoubleColumn.encode(seconds, out);
      return times.size() - 1;
    }
    return place;
  }

  /** What all names begin with, never half a surrogate pair. */
  private String prefix() {
    if (series.isEmpty()) {
      return "";
    }
    String first = series.get(0).name;
    int length = first.length();
    for (Series one : series) {
      int same = 0;
      int most = Math.min(length, one.name.length());
      while (same < most && one.name.charAt(same) == first.charAt(same)) {
        same++;
      }
      length = same;
    }
    if (length > 0 && Character.isHighSurrogate(first.charAt(length - 1))) {
      length--;
    }
    return first.substring(0, length);
  }
}
