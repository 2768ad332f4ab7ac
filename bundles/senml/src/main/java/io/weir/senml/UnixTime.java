package io.weir.senml;

import java.time.Instant;

/** Times as SenML counts them: seconds since 1970 as a double (RFC 8428 s4.5.3). */
final class UnixTime {

  /** 2^28: a time below is relative to now, s4.5.3. */
  static final double ABSOLUTE_FROM = 268_435_456;

  private UnixTime() {}

  static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }
}
