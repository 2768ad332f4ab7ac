package io.weir.bridge.uplink;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * When something begins, as crontab(5) writes it: minute, hour, day of the month, month, day of the
 * week; each a star, numbers, ranges, lists and steps, months and days also by their English names.
 * Where both days are given, either will do. Immutable; any thread.
 */
final class Cron {
  private static final Map<String, String> SHORT =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *");
  private static final List<String> MONTHS =
      List.of(
          "", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final int FIELDS = 5;
  // the 29th of February comes after eight years at the latest (1896 to 1904)
  private static final int DAYS_AHEAD = 9 * 366;

  private final String text;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean anyDayOfMonth;
  private final boolean anyDayOfWeek;

  /**
   * @throws IllegalArgumentException if it is not such an expression, or its time never comes; the
   *     message says which field and why
   */
  Cron(String expression) {
    text = expression.strip();
    String[] fields = SHORT.getOrDefault(text, text).split("\\s+");
    if (fields.length != FIELDS) {
      throw new IllegalArgumentException(
          "a cron expression has 5 fields (minute hour day month weekday), found \"" + text + "\"");
    }
    minutes = field("minute", fields[0], 0, 59, List.of());
    hours = field("hour", fields[1], 0, 23, List.of());
    daysOfMonth = field("day of the month", fields[2], 1, 31, List.of());
    months = field("month", fields[3], 1, 12, MONTHS);
    daysOfWeek = field("day of the week", fields[4], 0, 7, DAYS);
    if (daysOfWeek.get(7)) {
      daysOfWeek.set(0);
    }
    anyDayOfMonth = fields[2].matches("[*?]");
    anyDayOfWeek = fields[4].matches("[*?]");
    if (LocalDate.EPOCH.datesUntil(LocalDate.EPOCH.plusDays(DAYS_AHEAD)).noneMatch(this::on)) {
      throw new IllegalArgumentException("there is no such day: \"" + text + "\"");
    }
  }

  private static BitSet field(String what, String text, int least, int most, List<String> names) {
    BitSet values = new BitSet();
    for (String part : text.split(",", -1)) {
      String[] step = part.split("/", -1);
      if (step.length > 2 || part.isEmpty()) {
        throw wrong(what, text, least, most);
      }
      String[] range = step[0].split("-", -1);
      boolean any = step[0].matches("[*?]");
      int first = any ? least : number(range[0], names);
      int last = any || (range.length == 1 && step.length == 2) ? most : first;
      last = range.length == 2 ? number(range[1], names) : last;
      int every = step.length == 2 ? number(step[1], List.of()) : 1;
      if (range.length > 2 || first < least || last > most || first > last || every < 1) {
        throw wrong(what, text, least, most);
      }
      for (int value = first; value <= last; value += every) {
        values.set(value);
      }
    }
    return values;
  }

  /** Below every range where it is none. */
  private static int number(String text, List<String> names) {
    int name = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (name >= 0 && !text.isEmpty()) {
      return name;
    }
    return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
  }

  private static IllegalArgumentException wrong(String what, String text, int least, int most) {
    return new IllegalArgumentException(
        "the %s of a cron expression is *, or %d to %d, a-b, a,b or */n, found \"%s\""
            .formatted(what, least, most, text));
  }

  /**
   * The first time after this one. A time that a change of the clocks leaves out comes as much
   * later as the clocks jump; one that comes twice counts the first time.
   */
  ZonedDateTime next(ZonedDateTime after) {
    LocalDate day = after.toLocalDate();
    for (int i = 0; i <= DAYS_AHEAD; i++, day = day.plusDays(1)) {
      if (on(day)) {
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
          for (int minute = minutes.nextSetBit(0);
              minute >= 0;
              minute = minutes.nextSetBit(minute + 1)) {
            ZonedDateTime time =
                LocalDateTime.of(day.getYear(), day.getMonth(), day.getDayOfMonth(), hour, minute)
                    .atZone(after.getZone());
            if (time.isAfter(after)) {
              return time;
            }
          }
        }
      }
    }
    throw new IllegalStateException("no time of \"" + text + "\" after " + after);
  }

  private boolean on(LocalDate day) {
    boolean ofMonth = daysOfMonth.get(day.getDayOfMonth());
    boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
    boolean either = anyDayOfMonth || anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
    return months.get(day.getMonthValue()) && either;
  }

  @Override
  public String toString() {
    return text;
  }
}
