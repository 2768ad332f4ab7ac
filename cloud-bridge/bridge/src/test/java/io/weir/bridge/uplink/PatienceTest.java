package io.weir.bridge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long S = 1_000_000_000;
  private static final long SEGMENT = 64 * 1024;

  private final Patience patience = new Patience(Duration.ofSeconds(20));

  @Test
  void isOneAndAHalfKeepAlives() {
    assertThat(patience.with(SEGMENT)).isEqualTo(Duration.ofSeconds(30));
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void growsWhereALineWasTooThinForWhatWasOnIt() {
    patience.ended(SEGMENT, 30 * S);
    assertThat(patience.with(SEGMENT)).isEqualTo(Duration.ofSeconds(60));
    patience.up();
    patience.ended(SEGMENT, 60 * S);
    assertThat(patience.with(SEGMENT)).isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void withLittleOnItNoLineIsThin() {
    patience.ended(500, 30 * S);
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(30));
    patience.ended(SEGMENT, 30 * S);
    assertThat(patience.with(500)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aCutLineSaysNothing() {
    patience.ended(SEGMENT, 5 * S);
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void isShortAgainForALineThatHasShownThatItIsFast() {
    patience.ended(SEGMENT, 30 * S);
    patience.ended(SEGMENT, 60 * S);
    patience.up();
    // 100 kB/s, then half open
    patience.delivered(1_000_000, 10 * S);
    patience.ended(SEGMENT, 120 * S);
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aLineThatShowsThatItIsFastIsNoLongerThin() {
    patience.ended(SEGMENT, 30 * S);
    patience.ended(SEGMENT, 60 * S);
    patience.up();
    patience.delivered(1_000_000, 10 * S);
    assertThat(patience.with(SEGMENT)).isEqualTo(Duration.ofSeconds(30));
    patience.ended(SEGMENT, 30 * S);
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aLineThatShowsThatItIsThinKeepsItsTime() {
    patience.ended(SEGMENT, 30 * S);
    patience.up();
    // 2,400 bit/s
    patience.delivered(SEGMENT, 218 * S);
    assertThat(patience.with(SEGMENT)).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theKeepAliveIsShortAgainAfterALineThatWasFastEnoughForAnything() {
    patience.ended(SEGMENT, 30 * S);
    patience.ended(SEGMENT, 60 * S);
    patience.up();
    // 64 kbit/s: fast enough for a segment, not for a signal frame of 1 MiB
    patience.delivered(2_000_000, 250 * S);
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(120));
    patience.up();
    patience.delivered(2_000_000, 20 * S);
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aFewQuickBytesDoNotMakeALineFast() {
    patience.ended(SEGMENT, 30 * S);
    patience.up();
    patience.delivered(5_000, S / 10);
    patience.ended(SEGMENT, 60 * S);
    assertThat(patience.longest()).isEqualTo(Duration.ofSeconds(120));
  }

  @Test
  void endsAtSixteenMinutes() {
    for (int i = 0; i < 20; i++) {
      patience.ended(SEGMENT, 3_600 * S);
    }
    assertThat(patience.longest()).isEqualTo(Duration.ofMinutes(16));
  }
}
