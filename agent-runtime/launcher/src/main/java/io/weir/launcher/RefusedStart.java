package io.weir.launcher;

/** The agent will not start; the message says to the operator what to do. */
final class RefusedStart extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  RefusedStart(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  RefusedStart(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  ExitCode exitCode() {
    return exitCode;
  }
}
