package io.weir.samples.mqtt;

import io.weir.plugin.Metric;
import io.weir.plugin.Reading;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a value in a message is to become. Pure; any thread. */
enum ValueType {
  NUMBER,
  INTEGER,
  COUNTER,
  BOOL,
  TEXT;

  // not Double.parseDouble alone: it takes "NaN", "1d" and hexadecimal numbers
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?");

  Metric<?> metric(String name, String unit) {
    return switch (this) {
      case NUMBER -> Metric.number(name, unit);
      case INTEGER -> Metric.integer(name, unit);
      case COUNTER -> Metric.counter(name, unit);
      case BOOL -> Metric.bool(name);
      case TEXT -> Metric.text(name);
    };
  }

  /**
   * @param json a string, a number or a boolean; sensors send numbers as text, too
   * @throws IllegalArgumentException if it does not fit; the message says what was found
   */
  Reading<?> reading(String name, String unit, Object json) {
    return switch (this) {
      case NUMBER -> Reading.of(Metric.number(name, unit), number(name, json));
      case INTEGER -> Reading.of(Metric.integer(name, unit), integer(name, json));
      case COUNTER -> Reading.of(Metric.counter(name, unit), integer(name, json));
      case BOOL -> Reading.of(Metric.bool(name), bool(name, json));
      case TEXT -> Reading.of(Metric.text(name), json.toString());
    };
  }

  private static double number(String name, Object json) {
    if (json instanceof Number number) {
      return number.doubleValue();
    }
    if (json instanceof String text && DECIMAL.matcher(text.strip()).matches()) {
      return Double.parseDouble(text.strip());
    }
    throw misfit(name, "a number", json);
  }

  private static long integer(String name, Object json) {
    if (json instanceof Long whole) {
      return whole;
    }
    double number = number(name, json);
    if (number != Math.rint(number) || Math.abs(number) > 0x1p53) {
      throw misfit(name, "a whole number", json);
    }
    return (long) number;
  }

  private static boolean bool(String name, Object json) {
    return switch (json.toString().strip().toLowerCase(Locale.ROOT)) {
      case "true", "on", "1", "yes", "open", "online" -> true;
      case "false", "off", "0", "no", "closed", "offline" -> false;
      default -> throw misfit(name, "true or false, on or off, 1 or 0", json);
    };
  }

  private static IllegalArgumentException misfit(String name, String expected, Object json) {
    String found = json.toString();
    return new IllegalArgumentException(
        name
            + " must be "
            + expected
            + ", was "
            + (found.length() > 64 ? found.substring(0, 64) + "..." : found));
  }
}
