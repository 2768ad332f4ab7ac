package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FlashBudgetTest {
  private static final Duration WANTED = Duration.ofMillis(250);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long COMMIT_BYTES = 20_000;

  @Test
  void withoutALimitTheWantedTimeStands() {
    assertThat(new FlashBudget(0).groupTime(WANTED, NOON)).isEqualTo(WANTED);
  }

  @Test
  void aBudgetThatIsAmpleChangesNothing() {
    FlashBudget budget = new FlashBudget(100_000_000_000L);
    budget.committed(1, COMMIT_BYTES, NOON);
    assertThat(budget.groupTime(WANTED, NOON)).isEqualTo(WANTED);
  }

  @Test
  void aDayWithTheSuggestedTimeStaysWithinTheBudget() {
    long cap = 1_000_000_000;
    FlashBudget budget = new FlashBudget(cap);
    Instant now = Instant.parse("2026-03-01T00:00:00Z");
    Instant midnight = Instant.parse("2026-03-02T00:00:00Z");
    long written = 0;
    while (now.isBefore(midnight)) {
      written += COMMIT_BYTES;
      budget.committed(written / COMMIT_BYTES, written, now);
      now = now.plus(budget.groupTime(WANTED, now));
    }
    assertThat(written).isBetween(cap * 9 / 10, cap);
  }

  @Test
  void aUsedUpBudgetMeansAMinuteAndTheNextDayBeginsAnew() {
    FlashBudget budget = new FlashBudget(100_000_000);
    budget.committed(10_000, 200_000_000, NOON);
    assertThat(budget.groupTime(WANTED, NOON)).isEqualTo(Duration.ofSeconds(60));
    Instant tomorrow = NOON.plus(Duration.ofHours(13));
    assertThat(budget.groupTime(WANTED, tomorrow)).isLessThan(Duration.ofSeconds(60));
    budget.committed(10_001, 200_020_000, tomorrow);
    assertThat(budget.groupTime(WANTED, tomorrow)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void aRestartTakesUpTheSameDay() {
    FlashBudget before = new FlashBudget(1_000_000);
    before.committed(1, 900_000, NOON);
    FlashBudget after = new FlashBudget(1_000_000);
    after.begin(before.state());
    after.committed(1, 1000, NOON);
    assertThat(after.groupTime(WANTED, NOON)).isGreaterThan(Duration.ofMillis(400));
  }
}
