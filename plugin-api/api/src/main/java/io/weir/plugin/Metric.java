package io.weir.plugin;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a sensor measures: a name, a unit and the kind of its values. Immutable; any thread. Usually
 * a constant; one made at run time (a metric for each processor core) is as good, and equal to any
 * other with the same properties.
 *
 * @param <T> the type of its values
 */
public final class Metric<T> {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:./_-]{0,255}");

  private final String name;
  private final String unit;
  private final MetricType type;
  private final MetricDataType dataType;

  private Metric(String name, String unit, MetricType type, MetricDataType dataType) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a metric's name must match " + NAME + " (RFC 8428 s4.5.1), was \"" + name + "\"");
    }
    this.name = name;
    this.unit = Objects.requireNonNull(unit, "unit");
    this.type = type;
    this.dataType = dataType;
  }

  /**
   * A number, TEMPORAL.
   *
   * @param name usually {@code <group>:<field>}: letters, digits and {@code - : . / _}, at most
   *     256, a letter or digit first
   * @param unit free text, "" for none
   * @throws IllegalArgumentException if the name is none
   */
  public static Metric<Double> number(String name, String unit) {
    return new Metric<>(name, unit, MetricType.TEMPORAL, MetricDataType.NUMBER);
  }

  /** A whole number of 64 bits, TEMPORAL. Name and unit as in {@link #number}. */
  public static Metric<Long> integer(String name, String unit) {
    return new Metric<>(name, unit, MetricType.TEMPORAL, MetricDataType.INTEGER);
  }

  /** A whole number that only grows, INCREMENTAL. Name and unit as in {@link #number}. */
  public static Metric<Long> counter(String name, String unit) {
    return integer(name, unit).incremental();
  }

  /** True or false. Name as in {@link #number}. */
  public static Metric<Boolean> bool(String name) {
    return new Metric<>(name, "", MetricType.TEMPORAL, MetricDataType.BOOLEAN);
  }

  /** Text. Name as in {@link #number}. */
  public static Metric<String> text(String name) {
    return new Metric<>(name, "", MetricType.TEMPORAL, MetricDataType.TEXT);
  }

  /** Bytes. Name as in {@link #number}. */
  public static Metric<byte[]> data(String name) {
    return new Metric<>(name, "", MetricType.TEMPORAL, MetricDataType.DATA);
  }

  /**
   * The same metric as a counter that only grows.
   *
   * @throws IllegalStateException if its values are no numbers
   */
  public Metric<T> incremental() {
    if (dataType != MetricDataType.NUMBER && dataType != MetricDataType.INTEGER) {
      throw new IllegalStateException(name + " cannot grow: its values are " + dataType);
    }
    return new Metric<>(name, unit, MetricType.INCREMENTAL, dataType);
  }

  public String name() {
    return name;
  }

  /** Free text, "" for none. */
  public String unit() {
    return unit;
  }

  public MetricType type() {
    return type;
  }

  public MetricDataType dataType() {
    return dataType;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Metric<?> that
        && name.equals(that.name)
        && unit.equals(that.unit)
        && type == that.type
        && dataType == that.dataType;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, unit, type, dataType);
  }

  @Override
  public String toString() {
    return name + (unit.isEmpty() ? "" : " [" + unit + "]") + " " + type + " " + dataType;
  }
}
