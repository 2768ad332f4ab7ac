package io.weir.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldingTest {
  private static final long MINUTE = 60_000_000_000L;
  private final Holding holding = new Holding("cloud");

  @Test
  void withoutAnyCloudReadingsAreKeptForTheFirst() {
    assertThat(holding.names(Set.of(), Set.of(), 0)).containsExactly("cloud");
  }

  @Test
  void aCloudThatIsAwayForAMomentLosesNothing() {
    assertThat(holding.names(Set.of("a"), Set.of("a", "b"), 0)).containsOnly("a", "b");
    assertThat(holding.names(Set.of("a"), Set.of("a", "b"), 9 * MINUTE)).containsOnly("a", "b");
    assertThat(holding.names(Set.of("a", "b"), Set.of("a", "b"), 9 * MINUTE))
        .containsOnly("a", "b");
    assertThat(holding.names(Set.of("a"), Set.of("a", "b"), 12 * MINUTE)).containsOnly("a", "b");
  }

  @Test
  void aCloudThatWasRemovedHoldsNothingForEver() {
    holding.names(Set.of("a"), Set.of("a", "b"), 0);
    assertThat(holding.names(Set.of("a"), Set.of("a", "b"), 10 * MINUTE)).containsOnly("a");
  }

  @Test
  void anotherCloudInPlaceOfTheOnlyOneTakesOver() {
    assertThat(holding.names(Set.of("b"), Set.of("cloud"), 0)).containsOnly("b", "cloud");
    assertThat(holding.names(Set.of("b"), Set.of("b", "cloud"), 10 * MINUTE)).containsOnly("b");
  }
}
