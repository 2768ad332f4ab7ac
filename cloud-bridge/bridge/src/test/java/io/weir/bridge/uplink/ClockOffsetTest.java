package io.weir.bridge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.uplink.proto.Command;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {
  private static final long SETTLED = Duration.ofSeconds(6).toNanos();
  private static final long QUICK = Duration.ofMillis(100).toNanos();
  private static final long SLOW = Duration.ofMillis(900).toNanos();
  private static final long OURS = 1_800_000_000_000L;
  private final ClockOffset offset = new ClockOffset();

  @Test
  void theFastestAnswerCounts() {
    offset.heard(OURS - 10_050, QUICK, OURS, SETTLED);
    offset.heard(OURS - 10_900, SLOW, OURS, SETTLED + 1);
    assertThat(offset.seconds()).hasValue(10);
  }

  @Test
  void aClockThatWasSetIsBelievedAtOnce() {
    offset.heard(OURS - 50, QUICK, OURS, SETTLED);
    offset.heard(OURS - 660_450, SLOW, OURS, SETTLED + 1);
    assertThat(offset.seconds()).hasValue(660);
  }

  @Test
  void whatABrokerKeptWhileWeWereAwaySaysNothing() {
    offset.up(SETTLED);
    offset.heard(OURS - 60_000, QUICK, OURS, SETTLED + QUICK);
    assertThat(offset.seconds()).isEmpty();
  }

  @Test
  void aDeadlineIsTheSameMomentByOurClock() {
    Command command = Command.newBuilder().setDeadlineMs(OURS).build();
    // we are eleven minutes ahead of the cloud: its deadline is later by our clock
    assertThat(ClockOffset.inOurTime(command, OptionalDouble.of(660)).getDeadlineMs())
        .isEqualTo(OURS + 660_000);
    assertThat(ClockOffset.inOurTime(command, OptionalDouble.of(-660)).getDeadlineMs())
        .isEqualTo(OURS - 660_000);
  }

  @Test
  void withoutADeadlineOrADifferenceNothingChanges() {
    Command none = Command.newBuilder().setId("1").build();
    assertThat(ClockOffset.inOurTime(none, OptionalDouble.of(660))).isSameAs(none);
    Command some = none.toBuilder().setDeadlineMs(OURS).build();
    assertThat(ClockOffset.inOurTime(some, OptionalDouble.empty())).isSameAs(some);
  }
}
