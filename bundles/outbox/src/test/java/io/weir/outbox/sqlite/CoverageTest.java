package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.outbox.Batch.Covered;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private static final int RUN_BYTES = 32;
  private final Coverage coverage = new Coverage();

  @Test
  void aHoleThatIsFilledLeavesOneRun() {
    coverage.add(new Covered(1, 4, 10, 40));
    coverage.add(new Covered(6, 9, 60, 90));
    assertThat(coverage.holes()).containsExactly(new Covered(5, 5, 40, 60));
    coverage.add(new Covered(5, 5, 50, 50));
    assertThat(coverage.holes()).isEmpty();
    assertThat(coverage.bytes()).hasSize(RUN_BYTES);
  }

  @Test
  void aRunBetweenTheTimesOfItsNeighboursJoinsThem() {
    coverage.add(new Covered(1, 4, 10, 40));
    coverage.add(new Covered(105, 1_000, 60, 1_000));
    coverage.add(new Covered(5, 60, 40, 40));
    coverage.add(new Covered(61, 104, 40, 60));
    assertThat(coverage.bytes()).hasSize(RUN_BYTES);
    assertThat(coverage.contains(500, 500)).isTrue();
  }

  @Test
  void numbersThatAreGivenAnewAreNoHoleAndHideNone() {
    coverage.add(new Covered(1, 100, 1_000, 2_000));
    coverage.add(new Covered(1, 98, 3_000, 3_098));
    assertThat(coverage.holes()).isEmpty();
    // 99 is passed over; the 100 before it is of the numbering before
    coverage.add(new Covered(101, 110, 3_101, 3_110));
    assertThat(coverage.holes()).containsExactly(new Covered(99, 100, 3_098, 3_101));
    assertThat(coverage.contains(100, 3_100)).isFalse();
  }

  @Test
  void moreRunsThanAreKeptMakeNoHoleOfWhatIsCovered() {
    for (int number = 1; number <= 127; number += 2) {
      coverage.add(new Covered(number, number, number, number));
    }
    coverage.add(new Covered(2, 2, 2, 2)); // joins the lowest, which is the newest run now
    for (int number = 129; number <= 141; number += 2) {
      coverage.add(new Covered(number, number, number, number));
    }
    assertThat(coverage.bytes()).hasSize(64 * RUN_BYTES);
    assertThat(coverage.holes())
        .as("each of the even numbers alone")
        .allMatch(hole -> hole.firstSequence() == hole.lastSequence())
        .allMatch(hole -> hole.firstSequence() % 2 == 0);
    assertThat(coverage.contains(141, 141)).isTrue();
  }

  @Test
  void aFormerNumberingIsForgottenFirst() {
    coverage.add(new Covered(1_000, 2_000, 1, 2));
    for (int run = 0; run < 64; run++) {
      long number = 1_500 + 2 * run;
      coverage.add(new Covered(number, number, 5_000 + run, 5_000 + run));
    }
    assertThat(coverage.contains(1_200, 1)).isFalse();
    assertThat(coverage.contains(1_500, 5_000)).isTrue();
  }

  @Test
  void theNewestNumbersThatAPowerCutTookAreNoHole() {
    coverage.add(new Covered(1, 1_000, 1_000, 2_000));
    coverage.add(new Covered(990, 995, 3_000, 3_005));
    coverage.add(new Covered(996, 1_200, 3_006, 3_300));
    assertThat(coverage.holes()).isEmpty();
  }
}
