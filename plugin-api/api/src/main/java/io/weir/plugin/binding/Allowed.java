package io.weir.plugin.binding;

import io.weir.plugin.Constraint;
import java.util.Collections;
import java.util.List;

/** A value that a rule allows, for {@link Probe}; null where none can be guessed. */
final class Allowed {

  private Allowed() {}

  static Object by(Constraint constraint, Class<?> type) {
    if (constraint instanceof Constraint.Range range) {
      double inside = Double.isFinite(range.minimum()) ? range.minimum() : range.maximum();
      return number(type, inside);
    }
    if (constraint instanceof Constraint.Positive) {
      return number(type, 1);
    }
    if (constraint instanceof Constraint.OneOf oneOf) {
      return oneOf.values().isEmpty() ? null : oneOf.values().get(0);
    }
    if (constraint instanceof Constraint.NotBlank) {
      return "x";
    }
    if (constraint instanceof Constraint.Size size) {
      return type == List.class
          ? Collections.nCopies(size.minimum(), "x")
          : "x".repeat(size.minimum());
    }
    return constraint instanceof Constraint.Present ? present(type) : null;
  }

  private static Object number(Class<?> type, double value) {
    if (type == int.class || type == Integer.class) {
      return (int) value;
    }
    return type == long.class || type == Long.class ? (Object) (long) value : (Object) value;
  }

  private static Object present(Class<?> type) {
    if (type == String.class) {
      return "";
    }
    if (type == Boolean.class) {
      return false;
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return type == List.class ? List.of() : number(type, 0);
  }
}
