package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangesTest {
  private static final int NUMBERS = 200;

  @Test
  void aRangeSetAnswersAsABitSetDoes() {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      Ranges ranges = new Ranges();
      BitSet bits = new BitSet();
      for (int i = 0; i < 30; i++) {
        int first = 1 + random.nextInt(NUMBERS);
        int last = Math.min(NUMBERS, first + random.nextInt(8));
        ranges.add(first, last);
        bits.set(first, last + 1);
      }
      for (int first = 1; first <= NUMBERS; first++) {
        int last = Math.min(NUMBERS, first + random.nextInt(5));
        boolean expected = bits.nextClearBit(first) > last;
        assertThat(ranges.covers(first, last)).isEqualTo(expected);
      }
      long runs = bits.stream().filter(bit -> !bits.get(bit - 1)).count();
      assertThat(ranges.size()).isEqualTo((int) runs);
    }
  }

  @Test
  void theLargestNumberDoesNotOverflow() {
    Ranges ranges = new Ranges();
    ranges.add(5, Long.MAX_VALUE);
    ranges.add(1, 4);
    assertThat(ranges.size()).isEqualTo(1);
    assertThat(ranges.covers(1, Long.MAX_VALUE)).isTrue();
  }
}
