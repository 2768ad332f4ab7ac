package io.weir.plugin;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * One value of one metric. Immutable; any thread.
 *
 * @param metric what was measured
 * @param value of the metric's type; a number is finite
 * @param quality how far it can be trusted
 * @param time when it was measured, null for the moment it is put
 */
public record Reading<T>(Metric<T> metric, T value, Quality quality, Instant time) {

  /** What text and data may hold: more would not fit a message on the bus. */
  private static final int MAX_BYTES = 48 * 1024;

  private static final int MAX_CHARS = 64 * 1024;

  /**
   * Checks the value and copies bytes.
   *
   * @throws IllegalArgumentException if the value is not of the metric's type, not finite, or too
   *     long
   */
  public Reading {
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(quality, "quality");
    Objects.requireNonNull(value, () -> metric.name() + " must have a value, was null");
    check(metric, value);
    value = copy(value);
  }

  /** A good reading of this moment. */
  public static <T> Reading<T> of(Metric<T> metric, T value) {
    return new Reading<>(metric, value, Quality.GOOD, null);
  }

  /** The same reading, trusted so far. */
  public Reading<T> with(Quality quality) {
    return new Reading<>(metric, value, quality, time);
  }

  /** The same reading, measured then. */
  public Reading<T> at(Instant time) {
    return new Reading<>(metric, value, quality, Objects.requireNonNull(time, "time"));
  }

  @Override
  public T value() {
    return copy(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reading<?> that
        && metric.equals(that.metric)
        && Objects.deepEquals(value, that.value)
        && quality == that.quality
        && Objects.equals(time, that.time);
  }

  @Override
  public int hashCode() {
    return Objects.hash(metric, Arrays.deepHashCode(new Object[] {value}), quality, time);
  }

  private static void check(Metric<?> metric, Object value) {
    if (!metric.dataType().javaType().isInstance(value)) {
      throw new IllegalArgumentException(
          metric.name()
              + " must be a "
              + metric.dataType().javaType().getSimpleName()
              + ", was a "
              + value.getClass().getSimpleName());
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw new IllegalArgumentException(metric.name() + " must be finite, was " + number);
    }
    if (value instanceof byte[] bytes) {
      limit(metric, "bytes", bytes.length, MAX_BYTES);
    }
    if (value instanceof String text) {
      limit(metric, "characters", text.length(), MAX_CHARS);
    }
  }

  private static void limit(Metric<?> metric, String what, int length, int limit) {
    if (length > limit) {
      throw new IllegalArgumentException(
          metric.name() + " must have at most " + limit + " " + what + ", had " + length);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T value) {
    return value instanceof byte[] bytes ? (T) bytes.clone() : value;
  }
}
