package io.weir.cli.dev;

/** The project does not build; the message is what its author has to read, several lines of it. */
public final class BuildFailed extends Exception {
  private static final long serialVersionUID = 1;

  BuildFailed(String message) {
    super(message);
  }
}
