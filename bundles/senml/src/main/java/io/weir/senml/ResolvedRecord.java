package io.weir.senml;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One record with every base field worked in (RFC 8428 s4.6). Immutable; any thread.
 *
 * @param name the full name, base name included, never empty
 * @param unit the unit as it was given, free text, "" where there is none
 * @param time seconds since 1970-01-01T00:00Z, absolute and finite, the exact double of the wire
 * @param value the value, or null in a record that has a sum only
 * @param sum the {@code s} field, or null
 * @param updateTime the {@code ut} field in seconds, or null
 * @param quality how far the value can be trusted
 */
public record ResolvedRecord(
    String name,
    String unit,
    double time,
    Value value,
    Double sum,
    Double updateTime,
    Quality quality) {

  public ResolvedRecord {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(quality, "quality");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name must not be empty");
    }
    if (!Double.isFinite(time)) {
      throw new IllegalArgumentException("time must be finite, was " + time);
    }
    if (value == null && sum == null) {
      throw new IllegalArgumentException(name + " has neither a value nor a sum");
    }
  }

  /** A plain reading: good quality, no sum, no update time. */
  public static ResolvedRecord of(String name, String unit, double time, Value value) {
    return new ResolvedRecord(name, unit, time, value, null, null, Quality.GOOD);
  }

  /** The value as a number where it is one. */
  public OptionalDouble number() {
    if (value instanceof Value.Number number) {
      return OptionalDouble.of(number.value());
    }
    return value instanceof Value.Int integer
        ? OptionalDouble.of(integer.value())
        : OptionalDouble.empty();
  }
}
