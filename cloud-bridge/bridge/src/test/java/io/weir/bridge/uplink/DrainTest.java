package io.weir.bridge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.FakeOutbox;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.SeqRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final long S = 1_000_000_000;

  private final FakeOutbox outbox = new FakeOutbox();
  private final Drain drain =
      new Drain(
          "cloud", new Drain.Limits(32, Duration.ofSeconds(30), Duration.ofSeconds(3), 1, true));
  private long now;

  @BeforeEach
  void up() {
    drain.up(0, now);
  }

  @Test
  void theBacklogIsSentOldestFirstWithinItsShareOfTheWindow() {
    append(Lane.DATA, 100, 10);
    drain.up(100, now);
    List<Long> sent = fill();
    assertThat(sent).hasSize(28).startsWith(1L, 2L, 3L).isSorted();
  }

  @Test
  void whatIsLiveGoesBeforeTheBacklog() {
    append(Lane.DATA, 100, 10);
    drain.up(100, now);
    append(Lane.DATA, 2, 10);
    assertThat(fill()).startsWith(101L, 102L, 1L, 2L);
  }

  @Test
  void whatIsLiveFindsAPlaceBehindAFullBacklog() {
    append(Lane.DATA, 100, 10);
    drain.up(100, now);
    fill();
    append(Lane.DATA, 1, 10);
    assertThat(fill()).containsExactly(101L);
  }

  @Test
  void repliesAndAlertsOvertakeEvenAFullWindow() {
    append(Lane.DATA, 100, 10);
    drain.up(100, now);
    fill();
    append(Lane.DATA, 4, 10);
    fill();
    append(Lane.DATA, 1, 10);
    append(Lane.ALERT, 1, 10);
    append(Lane.REPLY, 1, 10);
    assertThat(fill()).containsExactly(107L, 106L);
  }

  @Test
  void anAcknowledgedRangeFreesItsPlaces() {
    append(Lane.DATA, 100, 10);
    drain.up(100, now);
    fill();
    stored(1, 28);
    assertThat(drain.inFlight()).isZero();
    assertThat(fill()).startsWith(29L);
  }

  @Test
  void nothingIsSentTwiceWhileItIsInFlight() {
    append(Lane.DATA, 5, 10);
    assertThat(fill()).hasSize(5);
    assertThat(fill()).isEmpty();
  }

  @Test
  void aSegmentWithoutAnAcknowledgementIsSentAgain() {
    append(Lane.DATA, 2, 10);
    fill();
    now += 20 * S;
    stored(2, 2);
    now += 11 * S;
    assertThat(drain.expire(now)).isEqualTo(1);
    assertThat(drain.probing()).isFalse();
    assertThat(fill()).containsExactly(1L);
  }

  @Test
  void aSilentStoreIsAskedWithOneSegmentAtATime() {
    append(Lane.DATA, 100, 10);
    arrives(fill());
    now += 31 * S;
    assertThat(drain.expire(now)).isEqualTo(32);
    assertThat(drain.probing()).isTrue();
    List<Long> first = fill();
    assertThat(first).hasSize(1);
    arrives(first);
    now += 11 * S;
    drain.expire(now);
    assertThat(fill()).hasSize(1);

    stored(100, 100);
    assertThat(drain.probing()).isFalse();
    assertThat(fill()).hasSizeGreaterThan(20);
  }

  @Test
  void whatIsStillOnAThinLineIsNotSentAgain() {
    append(Lane.DATA, 3, 10);
    fill();
    now += 70 * S;
    assertThat(drain.expire(now)).isZero();
    arrives(List.of(1L));
    stored(1, 1);
    now += 70 * S;
    assertThat(drain.expire(now)).isZero();
    assertThat(drain.probing()).isFalse();
  }

  @Test
  void whereSegmentsOvertakeEachOtherNothingIsSentAgainBehindItself() {
    Drain requests =
        new Drain(
            "cloud", new Drain.Limits(32, Duration.ofSeconds(30), Duration.ofSeconds(3), 1, false));
    requests.up(0, now);
    requests.sent(Turn.BACKLOG, 1, 60_000, now);
    for (long live = 2; live < 100; live++) {
      requests.sent(Turn.LIVE, live, 100, now);
      now += S;
      requests.delivered(live, now);
      requests.stored(List.of(new SeqRange(live, live)), now);
      assertThat(requests.expire(now)).isZero();
    }
    requests.delivered(1, now);
    now += 31 * S;
    assertThat(requests.expire(now)).as("delivered, and not stored").isEqualTo(1);
  }

  @Test
  void whatTheLineLeftOutIsSentAgain() {
    append(Lane.DATA, 3, 10);
    fill();
    arrives(List.of(2L));
    now += 31 * S;
    stored(2, 2);
    assertThat(drain.expire(now)).isEqualTo(1);
    assertThat(fill()).containsExactly(1L);
  }

  @Test
  void aStoreThatCameAfterUsIsSentAgainSoonWhatItsBrokerTook() {
    append(Lane.DATA, 100, 10);
    List<Long> first = fill();
    now += S;
    first.forEach(seq -> drain.delivered(seq, now));
    now += 2 * S;
    assertThat(drain.expire(now)).isZero();
    now += 2 * S;
    assertThat(drain.expire(now)).isEqualTo(first.size());
    assertThat(drain.probing()).as("it may just be slow").isFalse();
    assertThat(fill()).as("one asks").hasSize(1);
    drain.delivered(100, now);
    now += 4 * S;
    assertThat(drain.expire(now)).isZero();
    stored(100, 100);
    assertThat(fill()).hasSizeGreaterThan(20);
    now += 20 * S;
    assertThat(drain.expire(now)).as("it has been heard").isZero();
  }

  @Test
  void whatLaterSegmentsOvertookIsSentAgainSoon() {
    append(Lane.DATA, 2, 10);
    fill();
    drain.delivered(1, now);
    drain.delivered(2, now);
    now += S;
    append(Lane.DATA, 1, 10);
    fill();
    drain.delivered(3, now);
    stored(3, 3);
    now += S;
    assertThat(drain.expire(now)).isZero();
    now += 2 * S;
    assertThat(drain.expire(now)).isEqualTo(2);
    assertThat(fill()).containsExactly(1L, 2L);
  }

  @Test
  void aLostLinkMeansThatEverythingIsSentAgain() {
    append(Lane.DATA, 5, 10);
    fill();
    drain.down();
    drain.up(5, now);
    assertThat(fill()).hasSize(5);
  }

  @Test
  void aThinLineHoldsLittleBacklogSoThatLiveDataIsNotOld() {
    // 64 kbit/s = 8 kB/s, segments of 8 kB, an acknowledgement when the last byte is through
    append(Lane.DATA, 400, 8_000);
    drain.up(400, now);
    List<long[]> line = new ArrayList<>();
    long lineFree = now;
    long worstLive = 0;
    for (int second = 0; second < 300; second++) {
      append(Lane.DATA, 1, 100);
      for (Entry entry : entries()) {
        lineFree = Math.max(lineFree, now) + entry.draft().body().length * S / 8_000;
        line.add(new long[] {entry.seq(), lineFree, now});
      }
      now += S;
      for (long[] done : List.copyOf(line)) {
        if (done[1] <= now) {
          line.remove(done);
          long at = now;
          drain.stored(List.of(new SeqRange(done[0], done[0])), at);
          outbox.acknowledge("cloud", List.of(new SeqRange(done[0], done[0])));
          if (done[0] > 400) {
            worstLive = Math.max(worstLive, done[1] - done[2]);
          }
        }
      }
    }
    assertThat(Duration.ofNanos(worstLive)).isLessThan(Duration.ofSeconds(15));
    // and the line was never idle: 300 s of 8 kB/s are 2.4 MB, of which 30 kB were live
    long left = outbox.waiting().stream().filter(entry -> entry.seq() <= 400).count();
    assertThat(400 - left).isGreaterThan(280);
  }

  @Test
  void aFastLineSoonHasTheWholeWindow() {
    append(Lane.DATA, 1_000, 64 * 1024);
    drain.up(1_000, now);
    int most = 0;
    for (int round = 0; round < 20; round++) {
      List<Long> sent = fill();
      most = Math.max(most, sent.size());
      now += S / 10;
      sent.forEach(seq -> stored(seq, seq));
    }
    assertThat(most).isBetween(28, 33);
  }

  @Test
  void aFarLineIsFullOfSmallSegmentsAndAFullStoreGetsFewer() {
    append(Lane.DATA, 6_000, 100);
    drain.up(6_000, now);
    int most = 0;
    for (int round = 0; round < 10; round++) {
      List<Long> sent = fill();
      most = Math.max(most, sent.size());
      now += S / 10;
      sent.forEach(seq -> stored(seq, seq));
    }
    assertThat(most).isGreaterThan(400);
    // the store comes to its end: four seconds where it took a tenth
    for (int round = 0; round < 6; round++) {
      most = fill().size();
      now += 4 * S;
      stored(1, 6_000 - 1);
    }
    assertThat(most).isLessThan(100);
  }

  private void arrives(List<Long> numbers) {
    numbers.forEach(seq -> drain.delivered(seq, now));
  }

  private void stored(long first, long last) {
    List<SeqRange> ranges = List.of(new SeqRange(first, last));
    outbox.acknowledge("cloud", ranges);
    drain.stored(ranges, now);
  }

  private void append(Lane lane, int count, int bytes) {
    for (int i = 0; i < count; i++) {
      outbox.append(Batch.of(Draft.of(lane, 1, new byte[bytes], 1, 0, 0)));
    }
  }

  private List<Long> fill() {
    return entries().stream().map(Entry::seq).toList();
  }

  /** What {@link Sender} does, without a link. */
  private List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    for (Turn turn : Turn.values()) {
      List<Entry> entries = new ArrayList<>();
      drain.ask(turn, outbox.stats()).ifPresent(peek -> entries.addAll(outbox.peek(peek)));
      entries.removeIf(entry -> !drain.takes(turn, entry));
      entries.sort(Comparator.comparingLong(Entry::seq));
      entries.forEach(e -> drain.sent(turn, e.seq(), e.draft().body().length, now));
      all.addAll(entries);
    }
    return all;
  }
}
