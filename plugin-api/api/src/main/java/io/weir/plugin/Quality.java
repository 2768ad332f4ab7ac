package io.weir.plugin;

/** How far a reading can be trusted. */
public enum Quality {
  GOOD,
  /** Measured, but doubtful: warming up, extrapolated, out of calibration. */
  UNCERTAIN,
  /** The sensor says so itself: the value is not to be used. */
  BAD
}
