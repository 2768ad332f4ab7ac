package io.weir.cli.series;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Quality;
import io.weir.plugin.record.TsPoint;
import io.weir.plugin.record.TsValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * One point as it stands in a file, checked field by field. Immutable.
 *
 * @param number of the line, from 1
 * @param name of the series, "" if the file does not say it
 * @param unit "" if the file does not say it
 * @param point the point
 */
public record Line(long number, String name, String unit, TsPoint point) {

  /**
   * Reads the fields of a point.
   *
   * @param type num, text, bool, or "" to tell by the value's looks
   * @throws BadLine naming line, field, what was expected and what was found
   */
  public static Line of(
      long number,
      String name,
      String unit,
      String time,
      String type,
      String value,
      String quality) {
    return new Line(
        number,
        name,
        unit,
        new TsPoint(value(number, type, value), time(number, time), quality(number, quality)));
  }

  private static OffsetDateTime time(long line, String text) {
    try {
      if (text.matches("-?[0-9]+(\\.[0-9]+)?([eE]\\+?[0-9]+)?")) {
        BigDecimal[] parts = new BigDecimal(text).divideAndRemainder(BigDecimal.ONE);
        Instant instant =
            Instant.ofEpochSecond(
                parts[0].longValueExact(), parts[1].movePointRight(9).longValue());
        return instant.atOffset(ZoneOffset.UTC);
      }
      return OffsetDateTime.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadLine(
          line, "time", "a time like 2026-01-31T12:00:00Z, or seconds since 1970", text);
    }
  }

  private static TsValue value(long line, String type, String text) {
    try {
      return switch (type.toLowerCase(Locale.ROOT)) {
        case "num" -> new TsValue.Num(Double.parseDouble(text));
        case "text" -> new TsValue.Text(text);
        case "bool" -> new TsValue.Bool(bool(line, text));
        case "" -> guessed(text);
        default -> throw new BadLine(line, "type", "num, text or bool", type);
      };
    } catch (NumberFormatException e) {
      throw new BadLine(line, "value", "a number", text);
    } catch (InvalidArgument e) {
      throw new BadLine(
          line, "value", "a finite number, or text of at most 65536 characters", text);
    }
  }

  private static TsValue guessed(String text) {
    if (text.matches("true|false")) {
      return new TsValue.Bool(Boolean.parseBoolean(text));
    }
    return text.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?")
        ? new TsValue.Num(Double.parseDouble(text))
        : new TsValue.Text(text);
  }

  private static boolean bool(long line, String text) {
    if (!text.matches("true|false")) {
      throw new BadLine(line, "value", "true or false", text);
    }
    return Boolean.parseBoolean(text);
  }

  private static Quality quality(long line, String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "", "GOOD" -> Quality.GOOD;
      case "UNCERTAIN" -> Quality.UNCERTAIN;
      case "BAD" -> Quality.BAD;
      default -> throw new BadLine(line, "quality", "good, uncertain or bad", text);
    };
  }
}
