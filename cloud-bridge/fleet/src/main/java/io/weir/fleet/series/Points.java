package io.weir.fleet.series;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.Arrays;
import java.util.Base64;

/**
 * Points of one series in columns: a plain number takes 16 bytes, whatever else a record can hold
 * is kept beside. Grows; not thread-safe, whoever shares it holds a lock.
 */
final class Points {
  /** A series' name is known from where its points stand. */
  private static final String NO_NAME = "v";

  private final String unit;
  private double[] times;
  private double[] numbers;
  private ResolvedRecord[] others;
  private int size;

  Points(String unit, int capacity) {
    this.unit = unit;
    this.times = new double[capacity];
    this.numbers = new double[capacity];
  }

  int size() {
    return size;
  }

  double time(int i) {
    return times[i];
  }

  /** The point as a number: a boolean is 0 or 1, a text NaN. */
  double number(int i) {
    return numbers[i];
  }

  Quality quality(int i) {
    ResolvedRecord other = other(i);
    return other == null ? Quality.GOOD : other.quality();
  }

  private ResolvedRecord other(int i) {
    return others == null ? null : others[i];
  }

  void add(ResolvedRecord record) {
    grow();
    times[size] = record.time();
    numbers[size] = number(record);
    if (!isPlain(record)) {
      if (others == null) {
        others = new ResolvedRecord[times.length];
      }
      others[size] =
          new ResolvedRecord(
              NO_NAME,
              record.unit(),
              record.time(),
              record.value(),
              record.sum(),
              record.updateTime(),
              record.quality());
    }
    size++;
  }

  void add(Points from, int i) {
    ResolvedRecord other = from.other(i);
    if (other == null && !from.unit.equals(unit)) {
      add(from.record(i));
      return;
    }
    grow();
    times[size] = from.times[i];
    numbers[size] = from.numbers[i];
    if (other != null) {
      if (others == null) {
        others = new ResolvedRecord[times.length];
      }
      others[size] = other;
    }
    size++;
  }

  void addAll(Points from) {
    for (int i = 0; i < from.size; i++) {
      add(from, i);
    }
  }

  /** The point as it came, but for its name. */
  ResolvedRecord record(int i) {
    ResolvedRecord other = other(i);
    return other != null
        ? other
        : ResolvedRecord.of(NO_NAME, unit, times[i], new Value.Number(numbers[i]));
  }

  /** The value for JSON: a number, a text, a boolean, bytes in base64url, or null. */
  Object json(int i) {
    ResolvedRecord other = other(i);
    return other == null ? Double.valueOf(numbers[i]) : json(other);
  }

  static Object json(ResolvedRecord record) {
    Value value = record.value();
    if (value == null) {
      return record.sum();
    }
    if (value instanceof Value.Number number) {
      return number.value();
    }
    if (value instanceof Value.Int integer) {
      return integer.value();
    }
    if (value instanceof Value.Text text) {
      return text.value();
    }
    if (value instanceof Value.Bool bool) {
      return bool.value();
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(((Value.Data) value).value());
  }

  /** What a series with such records is called: number, text, bool or data. */
  static String kind(ResolvedRecord record) {
    Value value = record.value();
    if (value instanceof Value.Text) {
      return "text";
    }
    if (value instanceof Value.Bool) {
      return "bool";
    }
    return value instanceof Value.Data ? "data" : "number";
  }

  /** The same points in the order of time; equal times keep their order. */
  Points sorted() {
    boolean inOrder = true;
    for (int i = 1; i < size && inOrder; i++) {
      inOrder = times[i - 1] <= times[i];
    }
    if (inOrder) {
      return this;
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(times[a], times[b]));
    Points sorted = new Points(unit, size);
    for (int i : order) {
      sorted.add(this, i);
    }
    return sorted;
  }

  private boolean isPlain(ResolvedRecord record) {
    return record.value() instanceof Value.Number
        && record.sum() == null
        && record.updateTime() == null
        && record.quality() == Quality.GOOD
        && record.unit().equals(unit);
  }

  private static double number(ResolvedRecord record) {
    if (record.value() instanceof Value.Bool bool) {
      return bool.value() ? 1 : 0;
    }
    if (record.value() == null) {
      return record.sum();
    }
    return record.number().orElse(Double.NaN);
  }

  private void grow() {
    if (size == times.length) {
      int capacity = Math.max(8, size * 2);
      times = Arrays.copyOf(times, capacity);
      numbers = Arrays.copyOf(numbers, capacity);
      if (others != null) {
        others = Arrays.copyOf(others, capacity);
      }
    }
  }
}
