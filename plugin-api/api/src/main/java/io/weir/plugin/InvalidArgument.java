package io.weir.plugin;

import java.util.Objects;

/**
 * A value that does not fit. The message names the field, what was expected and what was found:
 * {@code "celsius must be 5.0 to 30.0, was 99.0"}. From a command's record it becomes the status
 * {@code invalid}.
 */
public final class InvalidArgument extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final transient Constraint constraint;

  /**
   * @param field the record component's name
   * @param constraint the rule that was broken
   * @param message the whole message
   */
  public InvalidArgument(String field, Constraint constraint, String message) {
    super(message);
    this.field = Objects.requireNonNull(field, "field");
    this.constraint = Objects.requireNonNull(constraint, "constraint");
  }

  /** The record component's name. */
  public String field() {
    return field;
  }

  /** The rule that was broken; null in an exception that came through serialization. */
  public Constraint constraint() {
    return constraint;
  }
}
