package io.weir.bridge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the 21st of November 2026 is a Saturday
        "* * * * *          | 2026-11-21T12:01",
        "30 * * * *         | 2026-11-21T12:30",
        "0 2 * * *          | 2026-11-22T02:00",
        "0 12 * * *         | 2026-11-22T12:00",
        "*/15 * * * *       | 2026-11-21T12:15",
        "5/20 * * * *       | 2026-11-21T12:05",
        "0 8-18/2 * * *     | 2026-11-21T14:00",
        "0 0 1 * *          | 2026-12-01T00:00",
        "0 0 31 * *         | 2026-12-31T00:00",
        "0 0 29 2 *         | 2028-02-29T00:00",
        "0 0 * * MON-FRI    | 2026-11-23T00:00",
        "0 0 * * 0          | 2026-11-22T00:00",
        "0 0 * * 7          | 2026-11-22T00:00",
        "0 0 * * sun        | 2026-11-22T00:00",
        "0 0 13 * FRI       | 2026-11-27T00:00",
        "0 0 ? * 2,4        | 2026-11-24T00:00",
        "0 0 1 JAN,JUL *    | 2027-01-01T00:00",
        "59 23 31 12 *      | 2026-12-31T23:59",
        "@daily             | 2026-11-22T00:00",
        "@hourly            | 2026-11-21T13:00",
      })
  void comesNextWhenCrontabSaysSo(String expression, String expected) {
    assertThat(new Cron(expression).next(ZonedDateTime.of(2026, 11, 21, 12, 0, 0, 0, BERLIN)))
        .isEqualTo(ZonedDateTime.parse(expected + "+01:00[Europe/Berlin]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "-1 * * * *",
        "5-1 * * * *",
        "1-2-3 * * * *",
        "*/0 * * * *",
        "*/x * * * *",
        "1,,2 * * * *",
        "1, * * * *",
        "a * * * *",
        "* * * FOO *",
        "1/2/3 * * * *",
        "0 0 30 2 *",
        "@never",
        "99999999999 * * * *"
      })
  void whatIsNoExpressionIsRefused(String expression) {
    assertThatThrownBy(() -> new Cron(expression))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s)(a cron expression|the .* of a cron|there is no such day).*");
  }

  @Test
  void aTimeThatTheClocksLeaveOutComesAnHourLater() {
    // on the 28th of March 2027 it is 3:00 after 1:59
    ZonedDateTime next =
        new Cron("30 2 * * *").next(ZonedDateTime.of(2027, 3, 27, 12, 0, 0, 0, BERLIN));
    assertThat(next.toLocalDateTime()).hasToString("2027-03-28T03:30");
    assertThat(new Cron("30 2 * * *").next(next).toLocalDateTime()).hasToString("2027-03-29T02:30");
  }

  @Test
  void aTimeThatComesTwiceCountsOnce() {
    // on the 31st of October 2027 it is 2:00 twice
    List<ZonedDateTime> found = new ArrayList<>();
    ZonedDateTime time = ZonedDateTime.of(2027, 10, 30, 12, 0, 0, 0, BERLIN);
    for (int i = 0; i < 3; i++) {
      time = new Cron("30 2 * * *").next(time);
      found.add(time);
    }
    assertThat(found).extracting(ZonedDateTime::getDayOfMonth).containsExactly(31, 1, 2);
  }

  @Test
  void hoursLastFromEachBeginning() {
    OpeningHours hours =
        OpeningHours.of("0 2 * * *", Duration.ofMinutes(30), ZoneId.of("UTC"), true);
    assertThat(hours.closedUntil(Instant.parse("2026-11-21T01:59:59Z")))
        .contains(Instant.parse("2026-11-21T02:00:00Z"));
    assertThat(hours.closedUntil(Instant.parse("2026-11-21T02:00:00Z"))).isEmpty();
    assertThat(hours.closedUntil(Instant.parse("2026-11-21T02:29:59Z"))).isEmpty();
    assertThat(hours.closedUntil(Instant.parse("2026-11-21T02:30:00Z")))
        .contains(Instant.parse("2026-11-22T02:00:00Z"));
    assertThat(OpeningHours.ALWAYS.closedUntil(Instant.now())).isEmpty();
  }

  @Test
  void hoursThatOverlapAreOneWithoutEnd() {
    OpeningHours hours =
        OpeningHours.of("*/10 * * * *", Duration.ofMinutes(15), ZoneId.of("UTC"), true);
    for (int minute = 0; minute < 60; minute++) {
      assertThat(hours.closedUntil(Instant.parse("2026-11-21T02:00:30Z").plusSeconds(60L * minute)))
          .isEmpty();
    }
  }
}
