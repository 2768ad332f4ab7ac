package io.weir.plugin;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The checks of a record's constructor. Each throws {@link InvalidArgument} with a message that
 * names the field, what was expected and what was found. Pure; any thread.
 *
 * <p>Check each component by itself and before any rule that spans several: the host finds out the
 * allowed values by trying the constructor, and announces them with the command.
 */
public final class Check {

  private Check() {}

  /** Requires minimum to maximum, both included. NaN is outside. */
  public static void range(String field, double value, double minimum, double maximum) {
    if (!(value >= minimum && value <= maximum)) {
      refuse(field, new Constraint.Range(minimum, maximum), minimum + " to " + maximum, value);
    }
  }

  /** Requires minimum to maximum, both included. */
  public static void range(String field, long value, long minimum, long maximum) {
    if (value < minimum || value > maximum) {
      refuse(field, new Constraint.Range(minimum, maximum), minimum + " to " + maximum, value);
    }
  }

  /** Requires more than zero. NaN is not. */
  public static void positive(String field, double value) {
    if (!(value > 0)) {
      refuse(field, new Constraint.Positive(), "positive", value);
    }
  }

  /** Requires more than zero. */
  public static void positive(String field, long value) {
    if (value <= 0) {
      refuse(field, new Constraint.Positive(), "positive", value);
    }
  }

  /** Requires one of the values. */
  public static void oneOf(String field, String value, String... allowed) {
    oneOf(field, value, List.of(allowed));
  }

  /** Requires one of the values. */
  public static void oneOf(String field, String value, Collection<String> allowed) {
    if (value == null || !allowed.contains(value)) {
      refuse(
          field,
          new Constraint.OneOf(List.copyOf(allowed)),
          "one of " + String.join(", ", allowed),
          value);
    }
  }

  /** Requires text with something else than white space in it. */
  public static void notBlank(String field, String value) {
    if (value == null || value.isBlank()) {
      refuse(field, new Constraint.NotBlank(), "text that is not blank", value);
    }
  }

  /** Requires text of minimum to maximum characters. */
  public static void size(String field, String value, int minimum, int maximum) {
    if (value == null || value.length() < minimum || value.length() > maximum) {
      refuse(
          field,
          new Constraint.Size(minimum, maximum),
          minimum + " to " + maximum + " characters",
          value);
    }
  }

  /** Requires minimum to maximum elements. */
  public static void size(String field, Collection<?> value, int minimum, int maximum) {
    if (value == null || value.size() < minimum || value.size() > maximum) {
      refuse(
          field,
          new Constraint.Size(minimum, maximum),
          minimum + " to " + maximum + " elements",
          value == null ? null : value.size());
    }
  }

  /** Requires text that matches the regular expression as a whole. */
  public static void matches(String field, String value, String regex) {
    if (value == null || !Pattern.matches(regex, value)) {
      refuse(field, new Constraint.Matches(regex), "text that matches " + regex, value);
    }
  }

  /** Requires anything but null. */
  public static void present(String field, Object value) {
    if (value == null) {
      refuse(field, new Constraint.Present(), "present", null);
    }
  }

  /**
   * Requires what no other check says.
   *
   * @param rule what the field must be: {@code "later than start"}
   */
  public static void that(String field, boolean holds, String rule, Object value) {
    if (!holds) {
      refuse(field, new Constraint.Other(rule), rule, value);
    }
  }

  private static void refuse(String field, Constraint constraint, String expected, Object found) {
    String shown = found instanceof String text ? "\"" + abridged(text) + "\"" : "" + found;
    throw new InvalidArgument(field, constraint, field + " must be " + expected + ", was " + shown);
  }

  private static String abridged(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "...";
  }
}
