package io.weir.bridge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.weir.bridge.FakeOutbox;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Range;
import io.weir.uplink.proto.Refusal;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The life of a link, with a clock that is turned. */
class ConversationTest {
  private static final long S = 1_000_000_000;

  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeLink link = new FakeLink();
  private final Instant wallClock = Instant.parse("2026-11-21T12:00:00Z");
  private Status birth = Status.getDefaultInstance();
  private boolean moreWaysOut;
  private long now = 1_000 * S;
  private Conversation conversation = conversation(false, 0);

  private Conversation conversation(boolean ackByBroker, long bytesPerSecond) {
    return conversation(ackByBroker, bytesPerSecond, OpeningHours.ALWAYS);
  }

  private Conversation conversation(boolean ackByBroker, long bytesPerSecond, OpeningHours hours) {
    UplinkSettings settings =
        new UplinkSettings(
            "cloud", "G1", 32, ackByBroker, Duration.ofSeconds(20), bytesPerSecond, hours);
    return new Conversation(
        "cloud",
        link,
        new Sender(settings, outbox, link, (boot, clock) -> OptionalLong.empty(), now),
        new Attempts(new Random(1), now),
        () -> moreWaysOut,
        () -> birth,
        hours,
        () -> wallClock.plusNanos(now - 1_000 * S),
        attempt -> null);
  }

  @Test
  void waitsUpToAThirtySecondOfTheOutageAndAMinuteAtMost() {
    conversation.tick(now);
    long begun = now;
    int quick = 0;
    long longest = 0;
    while (now - begun < 3_600 * S) {
      conversation.down(Outage.network("refused"), now);
      Duration wait = conversation.tick(now);
      Duration share = Duration.ofNanos((now - begun) / 32);
      assertThat(wait).isBetween(Duration.ofMillis(100), Duration.ofSeconds(60));
      assertThat(wait.toMillis()).isLessThanOrEqualTo(Math.max(500, share.toMillis()));
      longest = Math.max(longest, wait.toSeconds());
      quick += now - begun < 5 * S ? 1 : 0;
      int tries = link.tries();
      now += wait.toNanos();
      conversation.tick(now);
      assertThat(link.tries()).isEqualTo(tries + 1);
    }
    assertThat(longest).isGreaterThan(50);
    assertThat(quick).as("tries in the first five seconds").isBetween(8, 50);
    assertThat(link.tries()).as("tries in an hour").isLessThan(700);
  }

  @Test
  void aNewWayOutIsTriedAtOnce() {
    conversation.tick(now);
    conversation.down(Outage.network("no route to host"), now);
    now += 3_000 * S;
    conversation.tick(now);
    do {
      conversation.down(Outage.network("no route to host"), now);
    } while (conversation.tick(now).toSeconds() < 30);
    int tries = link.tries();

    moreWaysOut = true;
    now += S;
    conversation.tick(now);
    now += S / 2;
    conversation.tick(now);

    assertThat(link.tries()).isEqualTo(tries + 1);
  }

  @Test
  void aCloudThatAskedForTimeGetsItWhateverBecomesOfTheNetwork() {
    conversation.tick(now);
    conversation.down(Outage.busy("503", Duration.ofSeconds(40)), now);
    moreWaysOut = true;
    now += S;

    assertThat(conversation.tick(now)).isGreaterThanOrEqualTo(Duration.ofSeconds(39));
  }

  @Test
  void isUpAgainWithinASecondAfterAConnectionThatWorked() {
    up();
    append(1);
    conversation.tick(now);
    conversation.stored(ack(1, 1), now);
    conversation.down(Outage.network("reset"), now);
    assertThat(conversation.tick(now)).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void staysAwayAsLongAsTheCloudAsks() {
    up();
    conversation.down(Outage.busy("503", Duration.ofSeconds(300)), now);
    now += 299 * S;
    conversation.tick(now);
    assertThat(link.tries()).isEqualTo(1);
    now += S;
    conversation.tick(now);
    assertThat(link.tries()).isEqualTo(2);
  }

  @Test
  void waitsLongerWhereSomebodyHasToDoSomethingButNotForNewCredentials() {
    conversation.tick(now);
    for (int i = 0; i < 8; i++) {
      conversation.down(Outage.identity("not authorised"), now);
      now += conversation.tick(now).toNanos();
      conversation.tick(now);
    }
    conversation.down(Outage.identity("not authorised"), now);
    assertThat(conversation.tick(now)).isGreaterThan(Duration.ofSeconds(30));

    int tries = link.tries();
    link.newCredentials = true;
    now += 6 * S;
    conversation.tick(now);
    assertThat(link.tries()).isEqualTo(tries + 1);
  }

  @Test
  void givesAnAttemptUpThatLeadsNowhere() {
    conversation.tick(now);
    now += 31 * S;
    conversation.tick(now);
    assertThat(link.drops).isEqualTo(1);
    assertThat(conversation.state().detail()).contains("30 s");
  }

  @Test
  void noticesAHalfOpenLineWithinOneAndAHalfKeepAlives() {
    up();
    append(1);
    conversation.tick(now);
    now += 29 * S;
    conversation.tick(now);
    assertThat(conversation.state().up()).isTrue();
    now += 2 * S;
    conversation.tick(now);
    assertThat(conversation.state().up()).isFalse();
    assertThat(link.drops).isEqualTo(1);
  }

  @Test
  void aLineThatTakesMinutesForASegmentDrainsAllTheSame() {
    int bytesPerSecond = 300; // 2,400 bit/s
    byte[] body = new byte[60_000];
    new Random(1).nextBytes(body);
    outbox.append(Batch.of(Draft.of(Lane.DATA, Kind.KIND_SIGNAL_VALUE, body, 1, 0, 0)));
    append(20);
    up();
    int tries = link.tries();
    int handed = 0;
    double line = 0;
    for (int second = 0; second < 3_600 && !outbox.waiting().isEmpty(); second++) {
      conversation.tick(now);
      if (link.tries() > tries) {
        tries = link.tries();
        handed = link.sent.size();
        line = 0;
        conversation.up(now);
        conversation.tick(now);
      }
      line += handed < link.sent.size() ? bytesPerSecond : 0;
      while (handed < link.sent.size() && line >= link.sent.get(handed).wire().length) {
        Outgoing through = link.sent.get(handed++);
        line -= through.wire().length;
        conversation.delivered(through.seq(), now);
        conversation.stored(ack(through.seq(), through.seq()), now);
      }
      now += S;
    }
    assertThat(outbox.waiting()).isEmpty();
    assertThat(link.silences).endsWith(Duration.ofSeconds(240));
    assertThat(link.sentNumbers().stream().filter(seq -> seq == 1)).hasSize(4);
  }

  @Test
  void aBirthThatTakesMinutesGetsThroughAllTheSame() {
    birth = Status.newBuilder().setAgentVersion("x".repeat(30_000)).build();
    int bytesPerSecond = 300; // 2,400 bit/s
    int tries = 0;
    double line = 0;
    for (int second = 0; second < 3_600 && !conversation.state().up(); second++) {
      conversation.tick(now);
      if (link.tries() > tries) {
        tries = link.tries();
        line = 0;
        conversation.reached(now);
      }
      line += bytesPerSecond;
      if (line >= birth.getSerializedSize()) {
        conversation.up(now);
      }
      now += S;
    }
    assertThat(conversation.state().up()).isTrue();
    assertThat(link.silences)
        .containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(120));
    // and the line it stands on is no worse than any other
    append(1);
    conversation.tick(now);
    assertThat(link.sentNumbers()).containsExactly(1L);
    now += 29 * S;
    conversation.tick(now);
    assertThat(conversation.state().up()).isTrue();
  }

  @Test
  void aSegmentThatOthersOvertakeUntilItsRequestEndsTeachesTheNextLine() {
    byte[] body = new byte[60_000];
    new Random(1).nextBytes(body);
    outbox.append(Batch.of(Draft.of(Lane.DATA, Kind.KIND_SIGNAL_VALUE, body, 1, 0, 0)));
    append(30);
    up();
    conversation.tick(now);
    for (long seq = 2; seq <= 31; seq++) {
      now += 2 * S;
      conversation.delivered(seq, now);
      conversation.stored(ack(seq, seq), now);
      conversation.tick(now);
      assertThat(conversation.state().up()).isTrue();
    }
    conversation.down(Outage.network("request timed out"), now);
    for (int second = 0; second < 90 && link.tries() < 2; second++) {
      conversation.tick(now += S);
    }
    assertThat(link.silences).endsWith(Duration.ofSeconds(60));
  }

  @Test
  void aCloudThatIsNotReachedTeachesNothingOfTheLine() {
    birth = Status.newBuilder().setAgentVersion("x".repeat(30_000)).build();
    for (int second = 0; second < 600; second++) {
      conversation.tick(now);
      now += S;
    }
    assertThat(link.silences).hasSizeGreaterThan(5).containsOnly(Duration.ofSeconds(30));
  }

  @Test
  void aLineThatDeliversIsNotGivenUpWhenTheStoreIsSilent() {
    up();
    append(1);
    for (int i = 0; i < 200; i++) {
      conversation.tick(now);
      link.sent.forEach(segment -> conversation.delivered(segment.seq(), now));
      now += S;
    }
    assertThat(conversation.state().up()).isTrue();
    assertThat(conversation.state().storing()).isFalse();
    assertThat(link.sentNumbers()).contains(1L);
    // one question every ten seconds, not a flood
    assertThat(link.sent.size()).isBetween(10, 25);
  }

  @Test
  void whatTheStoreHasIsGone() {
    up();
    append(3);
    conversation.tick(now);
    assertThat(link.sentNumbers()).containsExactly(1L, 2L, 3L);
    conversation.stored(ack(1, 2), now);
    assertThat(outbox.waiting()).extracting(Entry::seq).containsExactly(3L);
  }

  @Test
  void anAcknowledgementNeverReachesWhatIsNotAppendedYet() {
    up();
    append(1);
    conversation.tick(now);
    conversation.stored(ack(1, Long.MAX_VALUE), now);
    conversation.stored(ack(1, -1), now);
    append(1);
    assertThat(outbox.waiting()).hasSize(1);
  }

  @Test
  void rangesThatMakeNoSenseCostNothingAndTheOthersOfTheirMessageCount() {
    up();
    append(3);
    conversation.tick(now);
    conversation.stored(
        ack(3, 2).toBuilder() // reversed
            .addStored(Range.newBuilder().setFirst(0).setLast(0))
            .addStored(Range.newBuilder().setFirst(-5).setLast(3))
            .addStored(Range.newBuilder().setFirst(7_000_000).setLast(8_000_000)) // never sent
            .addStored(Range.newBuilder().setFirst(1).setLast(1))
            .addStored(Range.newBuilder().setFirst(1).setLast(2)) // overlaps
            .build(),
        now);
    assertThat(outbox.waiting()).extracting(Entry::seq).containsExactly(3L);
    conversation.stored(refusal(9_000_000), now);
    conversation.stored(refusal(-1), now);
    assertThat(outbox.waiting()).extracting(Entry::seq).containsExactly(3L);
    assertThat(conversation.state().up()).isTrue();
  }

  @Test
  void anAcknowledgementOfAnotherEpochMeansNothing() {
    up();
    append(1);
    conversation.tick(now);
    Ack foreign =
        ack(1, 1).toBuilder()
            .setEpoch(ByteString.copyFrom(Segments.bytes(UUID.randomUUID())))
            .build();
    conversation.stored(foreign, now);
    conversation.stored(foreign.toBuilder().setEpoch(ByteString.EMPTY).build(), now);
    assertThat(outbox.waiting()).hasSize(1);
  }

  @Test
  void whatIsRefusedThreeTimesGoesUpAsAGap() {
    up();
    append(1);
    for (int i = 0; i < 3; i++) {
      conversation.tick(now);
      conversation.stored(refusal(1), now);
    }
    conversation.tick(now);
    assertThat(link.sent).hasSize(4);
    Segment gap = Segments.parse(link.sent.get(3).wire());
    assertThat(gap.getKind()).isEqualTo(Kind.KIND_GAP);
    assertThat(gap.getSeq()).isEqualTo(1);
    assertThat(gap.getRecords()).isEqualTo(1);
    assertThat(gap.getGapReason()).isEqualTo("refused by the cloud: no such kind");
  }

  @Test
  void theBrokersWordIsEnoughWhereThereIsNoStore() {
    conversation = conversation(true, 0);
    up();
    append(2);
    conversation.tick(now);
    conversation.delivered(1, now);
    assertThat(outbox.waiting()).extracting(Entry::seq).containsExactly(2L);
  }

  @Test
  void theRateLimitHoldsBackEverythingButAlerts() {
    conversation = conversation(false, 1_000);
    up();
    append(30);
    int afterTenSeconds = 0;
    for (int i = 0; i < 100; i++) {
      conversation.tick(now);
      List.copyOf(link.sent).forEach(s -> conversation.delivered(s.seq(), now));
      afterTenSeconds = link.sent.stream().mapToInt(s -> s.wire().length).sum();
      link.sent.stream().map(Outgoing::seq).forEach(seq -> conversation.stored(ack(seq, seq), now));
      append(1);
      now += S / 10;
    }
    // ten seconds, one second saved up, and one segment of debt
    assertThat(afterTenSeconds).isLessThan(11_200);
    link.sent.clear();
    outbox.append(Batch.of(draft(Lane.ALERT, 9)));
    conversation.tick(now);
    assertThat(link.sent).extracting(Outgoing::lane).contains(Lane.ALERT);
  }

  @Test
  void outsideOfItsWindowNothingIsTriedAndInsideItIs() {
    conversation = nightly(true);
    append(1);
    for (int i = 0; i < 100; i++) {
      assertThat(conversation.tick(now)).isEqualTo(Duration.ofSeconds(1));
      now += 60 * S;
    }
    assertThat(link.tries()).isZero();
    assertThat(conversation.state().note())
        .isEqualTo("outside of its window until 2026-11-21T14:00:00Z");
    assertThat(conversation.state().detail()).isEmpty();

    now = 1_000 * S + 2 * 3_600 * S;
    conversation.tick(now);
    now += 60 * S;
    conversation.tick(now);
    assertThat(link.tries()).as("within the first minute").isEqualTo(1);
    conversation.up(now);
    conversation.tick(now);
    assertThat(link.sentNumbers()).containsExactly(1L);
    assertThat(conversation.state().note()).isEmpty();

    conversation.delivered(1, now);
    conversation.stored(ack(1, 1), now);
    now += 900 * S;
    append(1);
    conversation.tick(now);
    assertThat(conversation.state().up()).isFalse();
    assertThat(conversation.state().outages()).isZero();
    assertThat(link.drops).isEqualTo(1);
    assertThat(link.sentNumbers()).containsExactly(1L);
  }

  @Test
  void anAlertOpensTheWindowForAsLongAsItTakesAndNothingElseGoes() {
    conversation = nightly(true);
    append(3);
    conversation.tick(now);
    outbox.append(Batch.of(draft(Lane.ALERT, 9)));
    now += S;
    conversation.tick(now);
    assertThat(link.tries()).isEqualTo(1);
    conversation.up(now);
    conversation.tick(now);
    assertThat(link.sentNumbers()).containsExactly(4L);
    now += 20 * S;
    conversation.delivered(4, now);
    conversation.tick(now);
    assertThat(conversation.state().up()).as("it is not stored yet").isTrue();
    conversation.stored(ack(4, 4), now);
    conversation.tick(now);
    assertThat(conversation.state().up()).isFalse();
    assertThat(link.sentNumbers()).containsExactly(4L);
    assertThat(outbox.waiting()).hasSize(3);
  }

  @Test
  void anAlertWaitsWhereItIsToldTo() {
    conversation = nightly(false);
    outbox.append(Batch.of(draft(Lane.ALERT, 9)));
    conversation.tick(now);
    assertThat(link.tries()).isZero();
  }

  @Test
  void aBusyCloudIsLeftAloneForFiveMinutesAlsoWhenTheLinkIsUrgent() {
    up();
    outbox.append(Batch.of(draft(Lane.ALERT, 9)));
    conversation.down(Outage.busy("429", Duration.ofMinutes(5)), now);
    for (int second = 0; second < 299; second++) {
      now += S;
      conversation.tick(now);
    }
    assertThat(link.tries()).isEqualTo(1);
    now += 2 * S;
    conversation.tick(now);
    assertThat(link.tries()).isEqualTo(2);
  }

  /** From 14:00 to 14:10 UTC. */
  private Conversation nightly(boolean urgent) {
    return conversation(
        false, 0, OpeningHours.of("0 14 * * *", Duration.ofMinutes(10), ZoneOffset.UTC, urgent));
  }

  @Test
  void theCloudsClockIsLearnedFromAcknowledgements() {
    up();
    append(1);
    now += 6 * S;
    conversation.tick(now);
    assertThat(conversation.state().clockOffset()).isEmpty();
    now += S / 5;
    long cloudMillis = System.currentTimeMillis() - 540_000;
    conversation.stored(ack(1, 1).toBuilder().setAtMs(cloudMillis).build(), now);
    assertThat(conversation.state().clockOffset().orElseThrow()).isBetween(538.0, 542.0);
  }

  @Test
  void theBirthIsSaidAgainOnlyWhileItIsUp() {
    conversation.announce();
    assertThat(link.announced).isEmpty();
    up();
    conversation.announce();
    assertThat(link.announced).hasSize(1);
  }

  private void up() {
    conversation.tick(now);
    conversation.up(now);
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      outbox.append(Batch.of(draft(Lane.DATA, i)));
    }
  }

  private static Draft draft(Lane lane, int value) {
    List<ResolvedRecord> records =
        List.of(ResolvedRecord.of("urn:x", "Cel", 1_700_000_000, Value.of(value)));
    byte[] kept = Segments.records(Wire.lane(lane), records);
    return Draft.of(lane, Kind.KIND_RECORDS_VALUE, kept, 1, 0, 0);
  }

  private Ack ack(long first, long last) {
    return Ack.newBuilder()
        .setEpoch(ByteString.copyFrom(Segments.bytes(outbox.epoch())))
        .addStored(Range.newBuilder().setFirst(first).setLast(last))
        .build();
  }

  private Ack refusal(long seq) {
    return Ack.newBuilder()
        .setEpoch(ByteString.copyFrom(Segments.bytes(outbox.epoch())))
        .addRefused(Refusal.newBuilder().setSeq(seq).setReason("no such kind"))
        .build();
  }
}
