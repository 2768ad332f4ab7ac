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
import org.junit.jupiter.api.Test;

class PassedOverTest {
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
      assertThat(passedOver.look(landing, System.nanoTime())).containsExactly(missed);
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
      assertThat(passedOver.look(landing, System.nanoTime())).isEmpty();
      assertThat(passedOver.look(landing, System.nanoTime())).isEmpty();
    }
    assertThat(outbox.waiting()).hasSize(1);
    Draft gap = outbox.waiting().get(0).draft();
    assertThat(gap.gapReason()).isEqualTo(PassedOver.REASON);
    assertThat(gap.records()).isEqualTo(1);
    assertThat(outbox.covers(lost.sequence(), Group.nanos(lost.storedAt()))).isTrue();
  }

  @Test
  void whatFollowsTheNewestIsNotMissed() {
    recorded(land());
    land();
    try (Landing landing = bus.landing("bridge")) {
      assertThat(passedOver.look(landing, System.nanoTime())).isEmpty();
    }
    assertThat(outbox.waiting()).isEmpty();
  }
}
