package io.weir.bridge.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.FakeBus;
import io.weir.bridge.FakeOutbox;
import io.weir.broker.Landed;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PassedOverTest {
  private static final long TEN_SECONDS = TimeUnit.SECONDS.toNanos(10);

  private final FakeBus bus = new FakeBus();
  private final FakeOutbox outbox = new FakeOutbox();
  private final PassedOver passedOver = new PassedOver(outbox, 0);

  private Landed land() {
    return bus.land(Message.of("events.data", new byte[] {1}));
  }

  private void recorded(Landed landed) {
    long at = Group.nanos(landed.storedAt());
    outbox.append(
        new Batch(
            List.of(), new Batch.Covered(landed.sequence(), landed.sequence(), at, at), Map.of()));
  }

  @Test
  void whatTheBrokerStillHasIsFetched() {
    recorded(land());
    Landed missed = land();
    recorded(land());
    try (Landing landing = bus.landing("bridge")) {
      assertThat(passedOver.look(landing, 0)).containsExactly(missed);
    }
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void whatTheBrokerHasLostIsToldOnce() {
    recorded(land());
    Landed lost = land();
    bus.forget(lost);
    recorded(land());
    try (Landing landing = bus.landing("bridge")) {
      assertThat(passedOver.look(landing, 0)).isEmpty();
      assertThat(passedOver.look(landing, TEN_SECONDS)).isEmpty();
    }
    assertThat(outbox.waiting()).hasSize(1);
    Draft gap = outbox.waiting().get(0).draft();
    assertThat(gap.gapReason()).isEqualTo(PassedOver.REASON);
    assertThat(gap.records()).isEqualTo(1);
    assertThat(outbox.covers(lost.sequence(), Group.nanos(lost.storedAt()))).isTrue();
  }

  @Test
  void whatWasLostInARowIsOneGapThatItsNeighboursContinue() {
    Landed before = land();
    recorded(before);
    for (int i = 0; i < 100; i++) {
      bus.forget(land());
    }
    Landed after = land();
    recorded(after);
    try (Landing landing = bus.landing("bridge")) {
      assertThat(passedOver.look(landing, 0)).isEmpty();
    }
    assertThat(outbox.waiting()).hasSize(1);
    assertThat(outbox.waiting().get(0).draft().records()).isEqualTo(100);
    assertThat(outbox.batches().get(2).covered())
        .isEqualTo(
            new Batch.Covered(
                before.sequence() + 1,
                after.sequence() - 1,
                Group.nanos(before.storedAt()),
                Group.nanos(after.storedAt())));
  }

  @Test
  void whatWasFoundDividesWhatWasLost() {
    recorded(land());
    bus.forget(land());
    Landed missed = land();
    bus.forget(land());
    bus.forget(land());
    recorded(land());
    try (Landing landing = bus.landing("bridge")) {
      assertThat(passedOver.look(landing, 0)).containsExactly(missed);
    }
    assertThat(outbox.waiting()).extracting(gap -> gap.draft().records()).containsExactly(1, 2);
    assertThat(outbox.covers(missed.sequence(), Group.nanos(missed.storedAt()))).isFalse();
    recorded(missed);
    assertThat(outbox.passedOver()).isEmpty();
  }

  @Test
  void aLargeHoleIsLookedIntoBitByBit() {
    recorded(land());
    for (int i = 0; i < 450; i++) {
      bus.forget(land());
    }
    recorded(land());
    try (Landing landing = bus.landing("bridge")) {
      for (int look = 0; look < 4; look++) {
        assertThat(passedOver.look(landing, look * TEN_SECONDS)).isEmpty();
      }
    }
    assertThat(outbox.waiting())
        .extracting(gap -> gap.draft().records())
        .containsExactly(200, 200, 50);
    assertThat(outbox.passedOver()).isEmpty();
  }

  @Test
  void whatFollowsTheNewestIsNotMissed() {
    recorded(land());
    land();
    try (Landing landing = bus.landing("bridge")) {
      assertThat(passedOver.look(landing, 0)).isEmpty();
    }
    assertThat(outbox.waiting()).isEmpty();
  }

  @Test
  void theBrokerIsAskedEveryTenSeconds() {
    recorded(land());
    try (Landing landing = bus.landing("bridge")) {
      assertThat(passedOver.look(landing, 0)).isEmpty();
      Landed missed = land();
      recorded(land());
      assertThat(passedOver.look(landing, TEN_SECONDS - 1)).isEmpty();
      assertThat(passedOver.look(landing, TEN_SECONDS)).containsExactly(missed);
    }
  }
}
