package io.weir.uplink;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.ArrayList;
import java.util.List;

/** Records that share a name, a unit and a shape, in their order. One thread. */
final class Series {
  static final int NUMBER = 0;
  static final int INTEGER = 1;
  static final int TEXT = 2;
  static final int BOOLEAN = 3;
  static final int DATA = 4;
  static final int NONE = 5;
  static final int TYPE = 7;
  static final int SUM = 8;
  static final int UPDATE = 16;
  static final int QUALITY = 32;

  final String name;
  final String unit;
  final List<ResolvedRecord> records = new ArrayList<>();
  private final int key;
  private int flags;

  Series(ResolvedRecord first) {
    name = first.name();
    unit = first.unit();
    key = key(first);
  }

  private static int key(ResolvedRecord record) {
    return type(record.value())
        | (record.sum() == null ? 0 : SUM)
        | (record.updateTime() == null ? 0 : UPDATE);
  }

  private static int type(Value value) {
    if (value instanceof Value.Number) {
      return NUMBER;
    } else if (value instanceof Value.Int) {
      return INTEGER;
    } else if (value instanceof Value.Text) {
      return TEXT;
    } else if (value instanceof Value.Bool) {
      return BOOLEAN;
    }
    return value instanceof Value.Data ? DATA : NONE;
  }

  /** Whether a record of this name belongs here. */
  boolean takes(ResolvedRecord record) {
    return key == key(record) && unit.equals(record.unit());
  }

  void add(ResolvedRecord record) {
    records.add(record);
    if (record.quality() != Quality.GOOD) {
      flags = QUALITY;
    }
  }

  /** Type and flags, as {@code Shape} in {@code records.proto}. */
  int shape() {
    return key | flags;
  }

  double[] times() {
    double[] times = new double[records.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = records.get(i).time();
    }
    return times;
  }
}
