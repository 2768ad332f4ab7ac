package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private final Remembered remembered = new Remembered();

  @Test
  void anIdIsNewThenRunningThenAnswered() {
    assertThat(remembered.begin("a", 0)).isNull();
    assertThat(remembered.begin("a", 0)).isSameAs(Remembered.RUNNING);
    remembered.answered("a", new byte[] {1}, 0);
    assertThat(remembered.begin("a", 0)).containsExactly(1);
    remembered.forget("a");
    assertThat(remembered.begin("a", 0)).isNull();
  }

  @Test
  void afterADayAnIdIsNewAgain() {
    remembered.begin("a", 0);
    remembered.answered("a", new byte[] {1}, 0);
    assertThat(remembered.begin("a", Duration.ofDays(1).toNanos() - 1)).containsExactly(1);
    assertThat(remembered.begin("a", Duration.ofDays(1).toNanos())).isNull();
  }

  @Test
  void theOldestAnswersGoWhenThereAreTooManyBytesButNothingThatRuns() {
    remembered.begin("running", 0);
    for (int i = 0; i < 20; i++) {
      remembered.begin("big" + i, 0);
      remembered.answered("big" + i, new byte[60_000], 0);
    }
    assertThat(remembered.begin("running", 0)).isSameAs(Remembered.RUNNING);
    assertThat(remembered.begin("big19", 0)).hasSize(60_000);
    assertThat(remembered.begin("big0", 0)).isNull();
  }
}
