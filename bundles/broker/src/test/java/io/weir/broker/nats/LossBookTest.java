package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Loss;
import org.junit.jupiter.api.Test;

class LossBookTest {
  private final LossBook book = new LossBook();

  @Test
  void lossesOfOneKindAreSummedUpAndHandedOverOnce() {
    book.add(new Loss("events.data", 3, 500, 700, "full: a"));
    book.add(new Loss("events.alert", 1, 600, 600, "full: a"));
    book.add(new Loss("events.data", 2, 400, 900, "full: a"));
    assertThat(book.take())
        .containsExactly(
            new Loss("events.data", 5, 400, 900, "full: a"),
            new Loss("events.alert", 1, 600, 600, "full: a"));
    assertThat(book.take()).isEmpty();
  }
}
