package io.weir.cli;

/** The exit codes, as {@code weir --help} states them. */
final class Exit {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int USAGE = 2;
  static final int UNREACHABLE = 3;

  private Exit() {}
}
