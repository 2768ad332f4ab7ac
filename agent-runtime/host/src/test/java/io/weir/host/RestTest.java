package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestTest {
  private static final long MS = 1_000_000;
  private final Rest rest = Rest.ofProcessor(25);

  @Test
  void whoKeepsItsShareNeverRests() {
    for (int second = 0; second < 100; second++) {
      long end = (second * 1_000L + 200) * MS;
      rest.worked(200 * MS, end - 200 * MS, end);
      assertThat(rest.left(end)).isLessThanOrEqualTo(0);
    }
    assertThat(rest.reason(100_000 * MS)).isEmpty();
  }

  @Test
  void whoWorksWithoutAPauseIsHeldToItsShare() {
    long now = 0;
    long used = 0;
    while (now < 60_000 * MS) {
      now += 100 * MS;
      used += 100 * MS;
      rest.worked(100 * MS, now - 100 * MS, now);
      now += Math.max(0, rest.left(now));
    }
    assertThat((double) used / now).isBetween(0.24, 0.28);
    assertThat(rest.reason(now)).contains("more than 25 %");
    assertThat(rest.reason(now + 61_000 * MS)).isEmpty();
  }

  @Test
  void waitingIsNotWork() {
    rest.worked(0, 0, 30_000 * MS);
    assertThat(rest.left(30_000 * MS)).isNegative();
  }

  @Test
  void whoAllocatesIsHeldToItsMegabytesASecond() {
    Rest memory = Rest.ofMemory(10);
    long now = 0;
    long allocated = 0;
    while (now < 60_000 * MS) {
      allocated += 5 << 20;
      memory.worked(5 << 20, now, now + MS);
      now += MS;
      now += Math.max(0, memory.left(now));
    }
    assertThat(allocated / 60.0 / (1 << 20)).isBetween(9.9, 10.5);
    assertThat(memory.reason(now)).contains("more than 10 MB a second");
  }
}
