package io.weir.fleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimesTest {
  @Test
  void millisecondsAreWrittenAsSuchWhetherBoxedOrNot() {
    assertThat(Times.text(1_795_260_000_123L)).isEqualTo("2026-11-21T11:20:00.123Z");
    assertThat(Times.text(Long.valueOf(1_795_260_000_123L))).isEqualTo("2026-11-21T11:20:00.123Z");
    assertThat(Times.text((Long) null)).isNull();
  }

  @Test
  void secondsOfPointsAreWrittenToTheMicrosecond() {
    assertThat(Times.text(1_795_260_000.25)).isEqualTo("2026-11-21T11:20:00.250Z");
  }
}
