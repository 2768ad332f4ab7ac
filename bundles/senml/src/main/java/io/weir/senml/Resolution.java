package io.weir.senml;

import java.util.Optional;

/**
 * Works the base fields into one record after the other (RFC 8428 s4.1: a base field holds until it
 * is given again) and refuses what has no name, no value or no finite number.
 */
final class Resolution {

  private int count;
  private String baseName = "";
  private double baseTime;
  private String baseUnit = "";
  private Value baseValue;
  private Double baseSum;
  private int version;

  /** The version of all records so far; 10 before the first. */
  int version() {
    return version == 0 ? SenmlPack.VERSION : version;
  }

  /** The measurement that the record makes, empty where it only sets base fields. */
  Optional<Measurement> add(SenmlRecord record) {
    count++;
    rebase(record);
    if (record.baseOnly()) {
      return Optional.empty();
    }
    String name = baseName + (record.name() == null ? "" : record.name());
    Names.check(name, place());
    Value value = value(record);
    Double sum = sum(record);
    if (value == null && sum == null) {
      throw new SenmlException("RFC 8428 s4.2", place(), "must have a value or a sum, has neither");
    }
    double time = finite("t", baseTime + (record.time() == null ? 0 : record.time()));
    String unit = record.unit() == null ? baseUnit : record.unit();
    Quality quality = record.quality() == null ? Quality.GOOD : record.quality();
    return Optional.of(
        new Measurement(
            new ResolvedRecord(name, unit, time, value, sum, record.updateTime(), quality),
            !baseName.isEmpty()));
  }

  private void rebase(SenmlRecord record) {
    baseName = record.baseName() == null ? baseName : record.baseName();
    baseTime = record.baseTime() == null ? baseTime : record.baseTime();
    baseUnit = record.baseUnit() == null ? baseUnit : record.baseUnit();
    baseValue = record.baseValue() == null ? baseValue : record.baseValue();
    baseSum = record.baseSum() == null ? baseSum : record.baseSum();
    int given = record.baseVersion() == null ? version() : record.baseVersion();
    if (version != 0 && version != given) {
      throw new SenmlException(
          "RFC 8428 s4.4",
          place() + ", label \"bver\"",
          "must be the same in all records, was " + version + " and is " + given);
    }
    version = given;
  }

  private Value value(SenmlRecord record) {
    Value own = record.value();
    if (own == null) {
      return record.sum() == null ? baseValue : null; // s4.2: a sum may stand alone
    }
    return baseValue != null && isNumber(own) ? plus(baseValue, own) : own;
  }

  private Double sum(SenmlRecord record) {
    if (baseSum == null) {
      return record.sum();
    }
    return record.sum() == null ? baseSum : (Double) finite("s", baseSum + record.sum());
  }

  private Value plus(Value base, Value own) {
    double sum = finite("v", asDouble(base) + asDouble(own));
    if (!isWhole(base) || !isWhole(own)) {
      return new Value.Number(sum);
    }
    try {
      return Value.of(Math.addExact(asLong(base), asLong(own)));
    } catch (ArithmeticException beyondLong) {
      return new Value.Number(sum); // the nearest double, as for a literal of that size
    }
  }

  private static boolean isNumber(Value value) {
    return value instanceof Value.Number || value instanceof Value.Int;
  }

  private static boolean isWhole(Value value) {
    return !(value instanceof Value.Number number)
        || number.value() == Math.rint(number.value()) && Math.abs(number.value()) < 0x1p63;
  }

  private static double asDouble(Value value) {
    return value instanceof Value.Int integer ? integer.value() : ((Value.Number) value).value();
  }

  private static long asLong(Value value) {
    return value instanceof Value.Int integer
        ? integer.value()
        : (long) ((Value.Number) value).value();
  }

  private double finite(String label, double value) {
    if (!Double.isFinite(value)) {
      throw new SenmlException(
          "RFC 8428 s4.5",
          place() + ", label \"" + label + "\"",
          "must be finite after its base is added, is not");
    }
    return value;
  }

  private String place() {
    return "record " + count;
  }
}
