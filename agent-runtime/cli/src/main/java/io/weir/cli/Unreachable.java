package io.weir.cli;

/** The agent or its broker cannot be spoken to; the message says what to do. */
final class Unreachable extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
