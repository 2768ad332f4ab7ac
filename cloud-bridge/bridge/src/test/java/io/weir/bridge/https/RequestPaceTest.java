package io.weir.bridge.https;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestPaceTest {
  private static final long MS = 1_000_000;

  private final RequestPace pace = new RequestPace();
  private long now = 5_000_000 * MS;

  private void answered(int bytes, long ms) {
    now += ms * MS;
    pace.answered(bytes, ms * MS, now);
  }

  @Test
  void beginsWithLittleAndOneAtATime() {
    assertThat(pace.bytes()).isEqualTo(16 * 1024);
    assertThat(pace.large()).isEqualTo(1);
    assertThat(pace.small()).isEqualTo(1);
  }

  @Test
  void isAtItsMostAfterTwoRoundTripsOfAFarLine() {
    answered(16 * 1024, 300);
    assertThat(pace.large()).isEqualTo(2);
    answered(64 * 1024, 320);
    assertThat(pace.bytes()).isEqualTo(256 * 1024);
    assertThat(pace.large()).isEqualTo(4);
    assertThat(pace.small()).isEqualTo(4);
  }

  @Test
  void staysSmallOnAThinLineWhateverTheFirstAnswerTook() {
    answered(16 * 1024, 16_000);
    answered(16 * 1024, 16_000);
    answered(300, 900);
    for (int i = 0; i < 10; i++) {
      answered(16 * 1024, 16_000);
      assertThat(pace.bytes()).isEqualTo(16 * 1024);
      assertThat(pace.large()).isEqualTo(1);
      assertThat(pace.small()).isEqualTo(1);
    }
  }

  @Test
  void quickAnswersToLittleSayNothingOfWhatTheLineCarries() {
    for (int i = 0; i < 100; i++) {
      answered(300, 50);
    }
    assertThat(pace.bytes()).isEqualTo(16 * 1024);
    assertThat(pace.large()).isEqualTo(1);
  }

  @Test
  void aLineThatBecomesThinGetsLessAgain() {
    answered(16 * 1024, 20);
    answered(64 * 1024, 60);
    for (int i = 0; i < 4; i++) {
      answered(256 * 1024, 30_000);
    }
    assertThat(pace.bytes()).isEqualTo(16 * 1024);
    assertThat(pace.large()).isEqualTo(1);
  }

  @Test
  void aRouteThatGotLongerIsNoThinLine() {
    answered(300, 20);
    for (int i = 0; i < 200; i++) {
      answered(16 * 1024, 1_900);
    }
    assertThat(pace.bytes()).isEqualTo(256 * 1024);
  }
}
