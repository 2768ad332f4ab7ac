package io.weir.bridge.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Landed;
import io.weir.broker.Message;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTest {
  private static final Instant T = Instant.parse("2026-03-01T00:00:00Z");
  private static final long MS = 1_000_000;
  private static final Duration UP = Duration.ofMillis(250);
  private static final Duration DOWN = Duration.ofSeconds(5);

  private final Group group = new Group(new GroupLimits(UP, DOWN, 1_000, 64 * 1024));

  @Test
  void closesAfterItsTimeWhileTheLinkIsUp() {
    group.add(landed(1, T), readings(1), 0);
    assertThat(group.due(249 * MS, UP)).isFalse();
    assertThat(group.left(100 * MS, UP)).isEqualTo(Duration.ofMillis(150));
    assertThat(group.due(250 * MS, UP)).isTrue();
  }

  @Test
  void staysOpenLongerWhileTheLinkIsDown() {
    group.add(landed(1, T), readings(1), 0);
    assertThat(group.due(4_999 * MS, DOWN)).isFalse();
    assertThat(group.due(5_000 * MS, DOWN)).isTrue();
  }

  @Test
  void closesAtAThousandRecords() {
    group.add(landed(1, T), readings(999), 0);
    assertThat(group.due(0, UP)).isFalse();
    group.add(landed(2, T), readings(1), 0);
    assertThat(group.due(0, UP)).isTrue();
  }

  @Test
  void closesAt64KiBOfText() {
    var text = new Value.Text("x".repeat(32 * 1024));
    var record = ResolvedRecord.of("urn:x", "", 1, text);
    group.add(landed(1, T), new Content.Readings(Lane.DATA, List.of(record), false), 0);
    assertThat(group.full()).isFalse();
    group.add(landed(2, T), new Content.Readings(Lane.DATA, List.of(record), false), 0);
    assertThat(group.full()).isTrue();
  }

  @Test
  void closesAtOnceForAnAlert() {
    var alert =
        new Content.Readings(
            Lane.ALERT, List.of(ResolvedRecord.of("urn:x", "", 1, new Value.Bool(true))), true);
    group.add(landed(1, T), alert, 0);
    assertThat(group.due(0, DOWN)).isTrue();
  }

  @Test
  void isNeverDueWhileItIsEmpty() {
    assertThat(group.due(Long.MAX_VALUE, UP)).isFalse();
  }

  @Test
  void coversARunWithoutHolesOnly() {
    group.add(landed(5, T), readings(1), 0);
    assertThat(group.continuesWith(landed(6, T.plusNanos(1)))).isTrue();
    assertThat(group.continuesWith(landed(7, T.plusNanos(1)))).isFalse();
    assertThat(group.continuesWith(landed(1, T.plusNanos(1)))).isFalse();
    assertThat(group.continuesWith(landed(6, T.minusNanos(1)))).isFalse();
  }

  @Test
  void knowsAMessageThatItHolds() {
    group.add(landed(5, T), readings(1), 0);
    group.add(landed(6, T.plusNanos(9)), readings(1), 0);
    assertThat(group.holds(landed(5, T))).isTrue();
    assertThat(group.holds(landed(7, T.plusNanos(9)))).isFalse();
    // the number was given again after the broker lost its newest messages
    assertThat(group.holds(landed(6, T.plusSeconds(1)))).isFalse();
  }

  private static Landed landed(long sequence, Instant storedAt) {
    return new Landed(sequence, storedAt, 1, Message.of("events.data", new byte[0]));
  }

  private static Content readings(int count) {
    return new Content.Readings(
        Lane.DATA,
        Collections.nCopies(count, ResolvedRecord.of("urn:x", "", 1, Value.of(1))),
        false);
  }
}
