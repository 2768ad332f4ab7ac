package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OveruseTest {
  private final Overuse overuse = new Overuse(Bench.LIMITS);
  private final long second = Duration.ofSeconds(1).toNanos();

  @Test
  void whoUsesTooMuchForAMinuteIsNamedWithFigures() {
    assertThat(overuse.look(97.4, 1, 0)).isEmpty();
    assertThat(overuse.look(97.4, 1, 59 * second)).isEmpty();
    assertThat(overuse.look(97.4, 1, 60 * second))
        .isEqualTo("uses 97 % of a processor for 60 s, may use 50 %");
  }

  @Test
  void whoAllocatesTooMuchForAMinuteIsNamedWithFigures() {
    assertThat(overuse.look(1, 400, 0)).isEmpty();
    assertThat(overuse.look(1, 400, 61 * second))
        .isEqualTo("allocates 400 MB/s for 60 s, may allocate 32");
  }

  @Test
  void oneSecondWithinTheBudgetBeginsAnew() {
    assertThat(overuse.look(90, 1, 0)).isEmpty();
    assertThat(overuse.look(50, 32, 40 * second)).isEmpty();
    assertThat(overuse.look(90, 1, 41 * second)).isEmpty();
    assertThat(overuse.look(90, 1, 100 * second)).isEmpty();
    assertThat(overuse.look(90, 1, 101 * second)).isNotEmpty();
  }
}
