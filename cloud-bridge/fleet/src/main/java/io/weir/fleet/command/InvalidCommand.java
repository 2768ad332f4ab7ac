package io.weir.fleet.command;

/** A command that cannot be taken; the message says what was expected and what was found. */
public final class InvalidCommand extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final boolean conflict;

  public InvalidCommand(String field, String message) {
    this(field, message, false);
  }

  InvalidCommand(String field, String message, boolean conflict) {
    super(message);
    this.field = field;
    this.conflict = conflict;
  }

  /** The field that does not fit. */
  public String field() {
    return field;
  }

  /** Whether it is well formed but contradicts what is there. */
  public boolean isConflict() {
    return conflict;
  }
}
