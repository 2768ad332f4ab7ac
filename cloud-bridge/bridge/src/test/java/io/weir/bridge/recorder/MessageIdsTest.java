package io.weir.bridge.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MessageIdsTest {
  private static final String INSTANCE = "a1B2c3D4e5F6g7H8i9J0kL";

  private MessageIds ids = MessageIds.of(null);

  @Test
  void anIdIsNewOnce() {
    assertThat(ids.add(INSTANCE + ":1")).isTrue();
    assertThat(ids.add(INSTANCE + ":1")).isFalse();
    assertThat(ids.add("my own id")).isTrue();
    assertThat(ids.add("my own id")).isFalse();
  }

  @Test
  void countersMayComeInAnyOrder() {
    for (int counter : new int[] {5, 3, 1, 2, 4}) {
      assertThat(ids.add(INSTANCE + ":" + counter)).isTrue();
    }
    for (int counter = 1; counter <= 5; counter++) {
      assertThat(ids.add(INSTANCE + ":" + counter)).isFalse();
    }
    assertThat(ids.add(INSTANCE + ":6")).isTrue();
  }

  @Test
  void whatIsWrittenIsRemembered() {
    ids.add(INSTANCE + ":1");
    ids.add(INSTANCE + ":2");
    ids.add(INSTANCE + ":9");
    ids = MessageIds.of(ids.toBytes());
    assertThat(ids.add(INSTANCE + ":2")).isFalse();
    assertThat(ids.add(INSTANCE + ":9")).isFalse();
    assertThat(ids.add(INSTANCE + ":5")).isTrue();
  }

  @Test
  void aMillionInOrderTakeAFewBytes() {
    for (int counter = 1; counter <= 1_000_000; counter++) {
      ids.add(INSTANCE + ":" + counter);
    }
    assertThat(ids.toBytes()).hasSizeLessThan(64);
  }

  @Test
  void theMostThatIsKeptFitsAMark() {
    for (int instance = 0; instance < 20; instance++) {
      for (int counter = 0; counter < 1_000; counter++) {
        ids.add("x".repeat(62) + String.format("%02d", instance) + ":" + 2 * counter);
      }
    }
    assertThat(ids.toBytes()).hasSizeLessThan(64 * 1024);
  }

  @Test
  void aShortInstanceIsNoPublisherThatCounts() {
    // "pump:1" after a restart of a foreign program is a new message some day: not kept for good
    ids.add("pump:1");
    assertThat(MessageIds.of(ids.toBytes()).add("pump:1")).isTrue();
  }

  @Test
  void damagedMemoryIsRefused() {
    assertThatThrownBy(() -> MessageIds.of(new byte[] {9, 9}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MessageIds.of(new byte[] {1, 3, 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
