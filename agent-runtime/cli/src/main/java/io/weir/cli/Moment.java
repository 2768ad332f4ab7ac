package io.weir.cli;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A time as a person types it: RFC 3339, seconds since 1970, or how long ago ({@code 10m}). */
record Moment(Instant at) {
  static final String FORMS = "RFC 3339, seconds since 1970, or how long ago (30s, 10m, 2h, 7d)";
  private static final Pattern AGO = Pattern.compile("(\\d{1,9})(s|m|min|h|d)");

  /** For options. */
  static Moment typed(String text) {
    return of(text, Instant.now());
  }

  /**
   * @throws TypeConversionException if it is none of the three
   */
  static Moment of(String text, Instant now) {
    try {
      Matcher ago = AGO.matcher(text);
      if (ago.matches()) {
        return new Moment(now.minus(length(Long.parseLong(ago.group(1)), ago.group(2))));
      }
      if (text.matches("\\d{1,12}(\\.\\d+)?")) {
        BigDecimal nanos = new BigDecimal(text).movePointRight(9);
        return new Moment(Instant.EPOCH.plusNanos(nanos.longValue()));
      }
      return new Moment(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException | ArithmeticException e) {
      throw new TypeConversionException(
          "expected a time like 2026-01-31T12:00:00Z, seconds since 1970, or how long ago like 10m,"
              + " found '"
              + text
              + "'");
    }
  }

  private static Duration length(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m", "min" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  double seconds() {
    return at.getEpochSecond() + at.getNano() / 1e9;
  }
}
