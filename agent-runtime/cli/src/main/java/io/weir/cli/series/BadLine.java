package io.weir.cli.series;

/**
 * A line of a file is no point; the message has its number, the field, what it should be and is.
 */
public final class BadLine extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** For what only the caller can tell. */
  public static BadLine of(long line, String field, String expected, String found) {
    return new BadLine(line, field, expected, found);
  }

  BadLine(long line, String field, String expected, String found) {
    super(
        "line "
            + line
            + ", "
            + field
            + ": expected "
            + expected
            + ", found '"
            + (found.length() > 60 ? found.substring(0, 60) + "…" : found)
            + "'");
  }
}
