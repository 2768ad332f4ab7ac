package io.weir.plugin;

import java.util.List;

/**
 * A rule that {@link Check} found broken, as data, so that the host can announce it in the schema
 * of a command without the author saying it twice. Immutable; any thread.
 */
public sealed interface Constraint {

  /** A number from {@code minimum} to {@code maximum}, both included; infinite where open. */
  record Range(double minimum, double maximum) implements Constraint {}

  /** A number above zero. */
  record Positive() implements Constraint {}

  /** One of these texts. */
  record OneOf(List<String> values) implements Constraint {
    public OneOf {
      values = List.copyOf(values);
    }
  }

  /** Text with something else than white space in it. */
  record NotBlank() implements Constraint {}

  /** Text, data or a list of so many characters, bytes or elements. */
  record Size(int minimum, int maximum) implements Constraint {}

  /** Text that matches a regular expression as a whole. */
  record Matches(String regex) implements Constraint {}

  /** Anything but null. */
  record Present() implements Constraint {}

  /** A rule that has words only. */
  record Other(String rule) implements Constraint {}
}
