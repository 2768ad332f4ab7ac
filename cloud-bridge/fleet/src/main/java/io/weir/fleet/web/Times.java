package io.weir.fleet.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times as the API takes and gives them. Any thread. */
final class Times {
  // as far as the store takes records
  private static final double EARLIEST_S = -1e11;
  private static final double LATEST_S = 1e11;

  private Times() {}

  /** RFC 3339 text or seconds since 1970, to seconds since 1970. */
  static double seconds(String field, String text) {
    try {
      double seconds;
      if (text.indexOf(':') > 0) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        seconds = instant.getEpochSecond() + instant.getNano() / 1e9;
      } else {
        seconds = Double.parseDouble(text);
      }
      if (seconds > EARLIEST_S && seconds < LATEST_S) {
        return seconds;
      }
    } catch (DateTimeParseException | NumberFormatException e) {
      // said below
    }
    throw Problem.invalid(
        field, field + " must be an RFC 3339 time or seconds since 1970, was \"" + text + "\"");
  }

  static String text(double seconds) {
    long whole = (long) Math.floor(seconds);
    long micros = Math.round((seconds - whole) * 1e6);
    return Instant.ofEpochSecond(whole, micros * 1000).toString();
  }

  /**
   * Beside the other two: a plain long would count as seconds, since a double is nearer to it than
   * a Long.
   */
  static String text(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  static String text(Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }
}
