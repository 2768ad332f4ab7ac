package io.weir.samples.modbus;

import io.weir.plugin.Metric;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import java.util.Arrays;

/**
 * One configured value of a device. Immutable.
 *
 * @param name the metric, with the device's name before it
 * @param address as in the protocol, from 0
 * @param type null for a bit
 * @param scale a reading is raw × scale + offset
 * @param range what may be written, null if nothing may
 */
record Register(
    String name,
    Table table,
    int address,
    NumberType type,
    ByteOrder order,
    String unit,
    double scale,
    double offset,
    boolean counter,
    Range range) {

  /** In the reading's unit, both included. */
  record Range(double minimum, double maximum) {}

  /** How many elements of its table it takes. */
  int width() {
    return type == null ? 1 : type.registers();
  }

  int end() {
    return address + width();
  }

  Metric<?> metric() {
    if (type == null) {
      return Metric.bool(name);
    }
    if (!exact()) {
      Metric<Double> number = Metric.number(name, unit);
      return counter ? number.incremental() : number;
    }
    return counter ? Metric.counter(name, unit) : Metric.integer(name, unit);
  }

  /** A whole number that stays one. */
  private boolean exact() {
    return type.whole() && scale == 1 && offset == 0;
  }

  /**
   * Its reading out of an answer.
   *
   * @param data of the block
   * @param start the block's first address
   * @return quality bad and 0 if the device sent a number that is none (NaN, infinite)
   */
  Reading<?> read(byte[] data, int start) {
    int at = address - start;
    if (type == null) {
      return Reading.of(Metric.bool(name), (data[at / 8] >> at % 8 & 1) == 1);
    }
    byte[] own = order.apply(Arrays.copyOfRange(data, 2 * at, 2 * (at + type.registers())));
    Number raw = type.decode(own, 0);
    if (exact()) {
      return Reading.of(longMetric(), raw.longValue());
    }
    double value = raw.doubleValue() * scale + offset;
    return Double.isFinite(value)
        ? Reading.of(doubleMetric(), value)
        : Reading.of(doubleMetric(), 0.0).with(Quality.BAD);
  }

  @SuppressWarnings("unchecked")
  private Metric<Long> longMetric() {
    return (Metric<Long>) metric();
  }

  @SuppressWarnings("unchecked")
  private Metric<Double> doubleMetric() {
    return (Metric<Double>) metric();
  }

  /** The registers' bytes for a value in the reading's unit, which its range allows. */
  byte[] write(double value) {
    return order.apply(type.encode((value - offset) / scale));
  }
}
