package io.weir.senml;

/**
 * How far a value can be trusted. RFC 8428 has no such field; Weir carries it in the extension
 * label {@code q} (s4.4: labels that a receiver does not know are ignored), written only when it is
 * not {@link #GOOD}.
 */
public enum Quality {
  GOOD,
  /** Measured, but doubtful: warming up, extrapolated, out of calibration. */
  UNCERTAIN,
  /** The sensor says so itself: the value is not to be used. */
  BAD
}
