package io.weir.cli;

/** The agent or its broker cannot be spoken to: what was found, and what to do. */
final class Unreachable extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String found;
  private final String cure;

  Unreachable(String found, String cure, Throwable cause) {
    super(found + ": " + cure, cause);
    this.found = found;
    this.cure = cure;
  }

  String found() {
    return found;
  }

  String cure() {
    return cure;
  }
}
