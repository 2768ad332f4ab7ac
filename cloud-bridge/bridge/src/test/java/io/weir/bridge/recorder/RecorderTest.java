package io.weir.bridge.recorder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.bridge.FakeBus;
import io.weir.bridge.FakeOutbox;
import io.weir.bridge.Wait;
import io.weir.broker.Landed;
import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxFull;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final String BASE = "urn:cpt:device:sn:G1:";

  private final FakeBus bus = new FakeBus();
  private final FakeOutbox outbox = new FakeOutbox();
  private final AtomicInteger appended = new AtomicInteger();
  private Recorder recorder;

  @AfterEach
  void close() {
    if (recorder != null) {
      recorder.close();
    }
  }

  private void start(Duration groupTime) {
    start(groupTime, Ticker.SYSTEM);
  }

  private void start(Duration groupTime, Ticker ticker) {
    recorder =
        new Recorder(
            bus,
            outbox,
            new RecorderSettings(
                BASE, new GroupLimits(groupTime, Duration.ofSeconds(5), 1_000, 64 * 1024)),
            content -> {},
            () -> true,
            appended::incrementAndGet,
            ticker);
    recorder.start();
  }

  private void start() {
    start(Duration.ofMillis(20));
  }

  @Test
  void whatHasLandedIsStoredAndThenAcknowledged() throws Exception {
    start();
    bus.land(reading("temperature", 21.5));
    Wait.until("acknowledged", () -> bus.kept() == 0);

    List<ResolvedRecord> stored = stored(Lane.DATA);
    assertThat(stored).hasSize(1);
    assertThat(stored.get(0).name()).isEqualTo(BASE + "temperature");
    assertThat(stored.get(0).number()).hasValue(21.5);
    assertThat(appended.get()).isEqualTo(1);
    assertThat(recorder.stats().records()).isEqualTo(1);
  }

  @Test
  void readingsOfOneGroupBecomeOneSegment() {
    for (int i = 0; i < 100; i++) {
      bus.land(reading("m" + i % 3, i));
    }
    start();
    Wait.until("acknowledged", () -> bus.kept() == 0);

    assertThat(outbox.batches()).hasSize(1);
    assertThat(outbox.waiting()).hasSize(1);
    assertThat(outbox.waiting().get(0).draft().records()).isEqualTo(100);
    Batch.Covered covered = outbox.batches().get(0).covered();
    assertThat(covered.firstSequence()).isEqualTo(1);
    assertThat(covered.lastSequence()).isEqualTo(100);
  }

  @Test
  void whatNeverReachedTheStreamBecomesAGapWithItsReason() {
    bus.lost(new Loss("events.alert", 7, 1_000, 2_000, "publish-queue-full: too fast"));
    start();
    Wait.until("told", () -> !outbox.batches().isEmpty());
    Draft gap = outbox.waiting().get(0).draft();
    assertThat(gap.lane()).isEqualTo(Lane.ALERT);
    assertThat(gap.records()).isEqualTo(7);
    assertThat(gap.firstTimeMicros()).isEqualTo(1_000);
    assertThat(gap.lastTimeMicros()).isEqualTo(2_000);
    assertThat(gap.gapReason()).isEqualTo("publish-queue-full: too fast");
  }

  @Test
  void lossesAreToldAtTheLatestWhenItStops() {
    start();
    bus.lost(new Loss("events.data", 1, 1_000, 1_000, "publish-queue-full: too fast"));
    Wait.until("the first is told", () -> outbox.batches().size() == 1);
    bus.lost(new Loss("events.data", 2, 1_000, 1_000, "publish-queue-full: too fast"));
    recorder.close();
    assertThat(outbox.waiting().get(1).draft().records()).isEqualTo(2);
  }

  @Test
  void aThousandRecordsCloseAGroupLongBeforeItsTime() {
    start(Duration.ofSeconds(5));
    for (int i = 0; i < 2_000; i++) {
      bus.land(reading("m", i));
    }
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(outbox.waiting()).hasSize(2);
  }

  @Test
  void anAlertIsWrittenAtOnceAndInItsOwnLane() {
    start(Duration.ofSeconds(5));
    long before = System.nanoTime();
    bus.land(reading("temperature", 21.5));
    bus.land(new Message("events.alert", Map.of(), pack("smoke", 1), null));
    Wait.until("acknowledged", () -> bus.kept() == 0);

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    assertThat(stored(Lane.ALERT)).hasSize(1);
    assertThat(stored(Lane.DATA)).hasSize(1);
  }

  @Test
  void aFaultOfOursForgetsNothingThatWasNotWritten() throws Exception {
    for (int i = 1; i <= 3; i++) {
      bus.land(numbered(i));
    }
    outbox.fault(new IllegalStateException("a fault of ours"));
    start();
    Wait.until("the fault", () -> outbox.faults() > 0);
    outbox.fault(null);
    bus.land(numbered(4));
    Wait.until("what came after the fault is written", () -> bus.kept() == 3);

    bus.redeliver();
    Wait.until("what came before it is written too", () -> bus.kept() == 0);
    assertThat(stored(Lane.DATA).stream().map(record -> record.number().orElseThrow()))
        .containsExactlyInAnyOrder(1.0, 2.0, 3.0, 4.0);
  }

  @Test
  void whatTheBrokerLostBeforeAStartIsTold() {
    Landed first = bus.land(numbered(1));
    Landed lost = bus.land(numbered(2));
    Landed third = bus.land(numbered(3));
    bus.forget(lost);
    for (Landed recorded : List.of(first, third)) {
      long at = Group.nanos(recorded.storedAt());
      var covered = new Batch.Covered(recorded.sequence(), recorded.sequence(), at, at);
      outbox.append(new Batch(List.of(), covered, Map.of()));
    }
    start();
    Wait.until("told", () -> !outbox.waiting().isEmpty());
    assertThat(outbox.waiting().get(0).draft().gapReason()).isEqualTo(PassedOver.REASON);
  }

  private static Message numbered(int number) {
    return reading("m", number).withHeader("Nats-Msg-Id", "instance-0123456789:" + number);
  }

  @Test
  void aMalformedPackIsRefusedWholeAndItsNeighboursArrive() throws Exception {
    bus.land(reading("before", 1));
    bus.land(Message.of("events.data", "[{\"n\":\"x\",\"v\":1},{\"n\":\"y\"".getBytes(UTF_8)));
    bus.land(reading("after", 2));
    start();
    Wait.until("acknowledged", () -> bus.kept() == 0);

    assertThat(stored(Lane.DATA))
        .extracting(ResolvedRecord::name)
        .containsExactly(BASE + "before", BASE + "after");
    assertThat(bus.sent("events.rejected")).hasSize(1);
    Map<String, Object> said =
        JSON.std.mapFrom(new String(bus.sent("events.rejected").get(0).payload(), UTF_8));
    assertThat(said)
        .containsEntry("subject", "events.data")
        .containsEntry("head", "[{\"n\":\"x\",\"v\":1},{\"n\":\"y\"");
    assertThat((String) said.get("reason")).isNotEmpty();
    assertThat(recorder.stats().rejected()).isEqualTo(1);
  }

  @Test
  void aRefusalThatCannotBeSaidHasNothingRecordedTwice() {
    bus.land(reading("before", 1));
    Message bad = Message.of("events.data", "no pack".getBytes(UTF_8));
    bus.land(bad.withHeader("Nats-Msg-Id", "\u0001".repeat(200_000)));
    bus.refuseToSend(message -> message.payload().length > 264 * 1024);
    start();
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(bus.sent("events.rejected")).hasSize(1);

    bus.refuseToSend(message -> true);
    bus.land(bad);
    Wait.until("acknowledged", () -> bus.kept() == 0);
    bus.land(reading("after", 1));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(stored(Lane.DATA)).hasSize(2);
  }

  @Test
  void aFullOutboxAcknowledgesNothingAndLosesNothing() {
    outbox.failWith(new OutboxFull("no room"));
    start();
    bus.land(reading("m", 1));
    Wait.until("trouble is said", () -> !recorder.stats().trouble().isEmpty());
    assertThat(bus.kept()).isEqualTo(1);

    outbox.failWith(null);
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(stored(Lane.DATA)).hasSize(1);
    assertThat(recorder.stats().trouble()).isEmpty();
  }

  @Test
  void anAlertIsStoredWhereTheReadingsAroundItFindNoRoom() throws Exception {
    outbox.full(Lane.DATA);
    bus.land(numbered(1));
    bus.land(alert(2));
    bus.land(alert(3));
    bus.land(numbered(4));
    start();
    Wait.until("the alerts are safe", () -> stored(Lane.ALERT).size() == 2);
    Wait.until("trouble is said", () -> !recorder.stats().trouble().isEmpty());
    assertThat(stored(Lane.DATA)).isEmpty();
    assertThat(bus.kept()).as("the broker keeps all until it is written").isEqualTo(4);

    outbox.full(null);
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(stored(Lane.DATA)).hasSize(2);
    assertThat(stored(Lane.ALERT)).hasSize(2);
    assertThat(recorder.stats().records()).isEqualTo(4);
  }

  @Test
  void anAlertThatWentAheadIsNotStoredTwiceAndTheRestNotForgotten() throws Exception {
    outbox.full(Lane.DATA);
    bus.land(numbered(1));
    bus.land(alert(2));
    bus.land(numbered(3));
    start();
    Wait.until("the alert is safe", () -> stored(Lane.ALERT).size() == 1);
    recorder.close();
    outbox.full(null);
    bus.redeliver();
    // what its publisher sends once more, for the broker has forgotten it, has another number
    bus.land(alert(2));
    start();
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(stored(Lane.ALERT)).hasSize(1);
    assertThat(stored(Lane.DATA).stream().map(record -> record.number().orElseThrow()))
        .containsExactlyInAnyOrder(1.0, 3.0);
  }

  private static Message alert(int number) {
    return new Message("events.alert", Map.of(), pack("smoke", number), null)
        .withHeader("Nats-Msg-Id", "instance-0123456789:" + number);
  }

  @Test
  void whatTheOutboxDoesNotTakeIsTriedAgainAfterPausesThatDoubleUpToFiveSeconds() throws Exception {
    SkippedTime time = new SkippedTime(8, () -> outbox.failWith(null));
    start(Duration.ofMillis(20), time);
    bus.land(reading("m", 1));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    outbox.failWith(new OutboxFull("no room"));
    bus.land(reading("m", 2));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(time.pauses())
        .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
    assertThat(stored(Lane.DATA)).hasSize(2);
  }

  @Test
  void afterAFaultOfOursRecordingBeginsAnewFiveSecondsLater() throws Exception {
    outbox.fault(new IllegalStateException("a fault of ours"));
    SkippedTime time = new SkippedTime(1, () -> outbox.fault(null));
    start(Duration.ofMillis(20), time);
    bus.land(reading("m", 1));
    Wait.until("the pause", () -> !time.pauses().isEmpty());
    bus.redeliver();
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(time.pauses()).containsExactly(5_000L);
    assertThat(stored(Lane.DATA)).hasSize(1);
  }

  @Test
  void aPauseEndsWhenTheRecorderIsStopped() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Ticker still =
        new Ticker() {
          @Override
          public long nanos() {
            return System.nanoTime();
          }

          @Override
          public void pause(long millis) throws InterruptedException {
            try {
              new CountDownLatch(1).await();
            } finally {
              ended.countDown();
            }
          }
        };
    outbox.failWith(new OutboxFull("no room"));
    start(Duration.ofMillis(20), still);
    Wait.until("trouble is said", () -> !recorder.stats().trouble().isEmpty());
    recorder.stop();
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatTheBrokerHandsOutAgainIsNotRecordedTwice() {
    start();
    Landed landed = bus.land(reading("m", 1));
    Wait.until("acknowledged", () -> bus.kept() == 0);

    bus.handOutAgain(landed);
    Wait.until("acknowledged again", () -> bus.kept() == 0);
    assertThat(stored(Lane.DATA)).hasSize(1);
    assertThat(recorder.stats().repeated()).isEqualTo(1);
  }

  @Test
  void theSameNumberAfterTheBrokerLostItsStoreIsANewMessage() {
    start();
    bus.land(reading("m", 1));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    bus.loseStream();
    bus.land(reading("m", 2));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(stored(Lane.DATA)).hasSize(2);
  }

  @Test
  void whatAPublisherSendsAgainIsNotRecordedTwiceEvenAfterARestart() {
    start();
    String instance = "kR3x0Qm2LwT9aBcDeFgHiJ";
    bus.land(reading("m", 1).withHeader("Nats-Msg-Id", instance + ":1"));
    bus.land(reading("m", 2).withHeader("Nats-Msg-Id", instance + ":2"));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    recorder.close();

    start();
    bus.land(reading("m", 2).withHeader("Nats-Msg-Id", instance + ":2"));
    bus.land(reading("m", 3).withHeader("Nats-Msg-Id", instance + ":3"));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    assertThat(stored(Lane.DATA)).hasSize(3);
    assertThat(recorder.stats().repeated()).isEqualTo(1);
  }

  @Test
  void aSegmentKeepsItsIdentityForTheWire() {
    start();
    bus.land(reading("m", 1));
    Wait.until("acknowledged", () -> bus.kept() == 0);
    Draft draft = outbox.waiting().get(0).draft();
    UUID epoch = UUID.randomUUID();
    Segment segment = Segments.parse(Segments.address("G1", epoch, 7, 7, draft.body()));
    assertThat(segment.getSeq()).isEqualTo(7);
    assertThat(segment.getRecords()).isEqualTo(1);
    assertThat(segment.getFirstTimeUs()).isEqualTo(draft.firstTimeMicros());
  }

  private List<ResolvedRecord> stored(Lane lane) {
    List<ResolvedRecord> records = new ArrayList<>();
    outbox.waiting().stream()
        .filter(entry -> entry.draft().lane() == lane)
        .forEach(
            entry -> {
              byte[] wire = Segments.address("G1", UUID.randomUUID(), 1, 1, entry.draft().body());
              records.addAll(RecordsCodec.decode(Segments.parse(wire).getBody().toByteArray()));
            });
    return records;
  }

  private static Message reading(String name, double value) {
    return Message.of("events.data", pack(name, value));
  }

  private static byte[] pack(String name, double value) {
    return ("[{\"n\":\"" + name + "\",\"v\":" + value + ",\"t\":1700000000}]").getBytes(UTF_8);
  }
}
