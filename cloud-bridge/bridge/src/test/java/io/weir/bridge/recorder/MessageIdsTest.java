package io.weir.bridge.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageIdsTest {
  private static final String INSTANCE = "a1B2c3D4e5F6g7H8i9J0kL";

  private MessageIds ids = MessageIds.of(name -> null);

  private final Map<String, byte[]> marks = new HashMap<>();

  private int bytesWritten() {
    Map<String, byte[]> changes = ids.changes();
    marks.putAll(changes);
    ids.written();
    return changes.values().stream().mapToInt(mark -> mark.length).sum();
  }

  private void restart() {
    bytesWritten();
    ids = MessageIds.of(marks::get);
  }

  @Test
  void anIdAsLongAsAMessageIsRememberedLikeAnyOther() {
    MessageIds ids = MessageIds.of(mark -> null);
    assertThat(ids.add("x".repeat(200_000))).isTrue();
    assertThat(ids.add("x".repeat(200_001))).isTrue();
    assertThat(ids.add("x".repeat(200_000))).isFalse();
  }

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
    restart();
    assertThat(ids.add(INSTANCE + ":2")).isFalse();
    assertThat(ids.add(INSTANCE + ":9")).isFalse();
    assertThat(ids.add(INSTANCE + ":5")).isTrue();
  }

  @Test
  void fortyPublishersAreRememberedAndOneOfThemWritesLittle() {
    for (int publisher = 0; publisher < 40; publisher++) {
      ids.add(INSTANCE + publisher + ":1");
    }
    restart();
    for (int publisher = 0; publisher < 40; publisher++) {
      assertThat(ids.add(INSTANCE + publisher + ":1")).as("publisher %d", publisher).isFalse();
    }
    restart();
    assertThat(ids.changes()).isEmpty();
    ids.add(INSTANCE + "0:2");
    assertThat(ids.changes()).hasSize(1);
  }

  @Test
  void theOneMarkOfEarlierReleasesIsTakenOver() {
    ids.add(INSTANCE + "b:1");
    ids.changes().values().forEach(mark -> marks.put("publishers", mark));
    ids = MessageIds.of(marks::get);
    assertThat(ids.add(INSTANCE + "b:1")).isFalse();
  }

  @Test
  void aMillionInOrderTakeAFewBytes() {
    for (int counter = 1; counter <= 1_000_000; counter++) {
      ids.add(INSTANCE + ":" + counter);
    }
    assertThat(bytesWritten()).isLessThan(64);
  }

  @Test
  void theMostThatIsKeptFitsAMark() {
    for (int instance = 0; instance < 100; instance++) {
      for (int counter = 0; counter < 1_000; counter++) {
        ids.add("x".repeat(62) + String.format("%02d", instance) + ":" + 2 * counter);
      }
    }
    bytesWritten();
    assertThat(marks.values()).isNotEmpty().allMatch(mark -> mark.length < 64 * 1024);
  }

  @Test
  void aShortInstanceIsNoPublisherThatCounts() {
    // "pump:1" after a restart of a foreign program is a new message some day: not kept for good
    ids.add("pump:1");
    restart();
    assertThat(ids.add("pump:1")).isTrue();
  }

  @Test
  void damagedMemoryIsRefused() {
    assertThatThrownBy(() -> MessageIds.of(name -> new byte[] {9, 9}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MessageIds.of(name -> new byte[] {1, 3, 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
