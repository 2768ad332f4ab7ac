package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.History.Past;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxFull;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityTest {
  private static final String CLOUD = "cloud";
  private static final long LIMIT = 2 << 20;
  private static final int BODY = 8 << 10;
  private static final int RECORDS = 100;
  private static final int TOGETHER = 5;

  @TempDir Path folder;
  private final Random random = new Random(7);
  private SqliteOutbox outbox;

  private void open(Policy policy) throws IOException {
    outbox = SqliteOutbox.open(Settings.of(folder, LIMIT, policy).withDisk(0, 0), "0.1.0");
    outbox.links(Set.of(CLOUD));
  }

  @AfterEach
  void stop() throws IOException {
    outbox.close();
  }

  private Draft draft(Lane lane, int index) {
    byte[] body = new byte[BODY];
    random.nextBytes(body);
    return Draft.of(lane, 1, body, RECORDS, index * 1000L, index * 1000L + 999);
  }

  private void append(Lane lane, int count) {
    for (int i = 0; i < count; i += TOGETHER) {
      Draft[] drafts = new Draft[Math.min(TOGETHER, count - i)];
      for (int j = 0; j < drafts.length; j++) {
        drafts[j] = draft(lane, i + j);
      }
      outbox.append(Batch.of(drafts));
      assertThat(outbox.stats().diskBytes()).isLessThanOrEqualTo(LIMIT);
    }
  }

  private List<Entry> all(Lane lane) {
    return outbox.peek(new Peek(CLOUD, lane, false, Set.of(), 100_000, 1 << 30));
  }

  /** Every number once, and records in bodies and gaps are what was appended. */
  private void assertNothingUnaccounted(long appendedRecords) {
    List<Entry> entries = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      entries.addAll(all(lane));
    }
    entries.sort((a, b) -> Long.compare(a.seq(), b.seq()));
    long next = 1;
    for (Entry entry : entries) {
      assertThat(entry.seq()).isEqualTo(next);
      next = entry.through() + 1;
    }
    assertThat(next - 1).isEqualTo(outbox.stats().newestSeq());
    assertThat(entries.stream().mapToLong(entry -> entry.draft().records()).sum())
        .isEqualTo(appendedRecords);
  }

  @Test
  void theOldestGiveWayAndLeaveOneGap() throws IOException {
    open(Policy.DROP_OLDEST);
    append(Lane.DATA, 400);
    List<Entry> entries = all(Lane.DATA);
    Entry first = entries.get(0);
    assertThat(first.draft().gapReason()).isEqualTo(Eviction.REASON);
    assertThat(entries.get(entries.size() - 1).draft().body()).hasSize(BODY);
    assertThat(entries.stream().filter(entry -> entry.draft().body().length == 0).count())
        .as("neighbours that were never handed out become one gap in each eviction")
        .isLessThan(100);
    assertNothingUnaccounted(400 * RECORDS);
    assertThat(outbox.stats().evicted() + outbox.stats().waitingRecords()).isEqualTo(400 * RECORDS);
    assertThat(outbox.stats().waiting().get(Lane.DATA).bytes()).isGreaterThan(LIMIT * 2 / 5);
  }

  @Test
  void aBatchThatTheDiskHasNoRoomForIsRefusedWhole() throws IOException {
    // more than any disk has is kept for replies, so that a reply fits and a reading does not
    long most = 1L << 60;
    Settings settings = new Settings(folder, most, Policy.DROP_OLDEST, 0, 0, most / 2, 0, true, 0);
    outbox = SqliteOutbox.open(settings, "0.1.0");
    outbox.links(Set.of(CLOUD));
    Batch batch = Batch.of(draft(Lane.REPLY, 0), draft(Lane.DATA, 1));
    for (int time = 0; time < 3; time++) {
      assertThatThrownBy(() -> outbox.append(batch)).isInstanceOf(OutboxFull.class);
    }
    assertThat(outbox.stats().newestSeq()).isZero();
    assertThat(all(Lane.REPLY)).isEmpty();
  }

  @Test
  void anAnswerThatTheDiskHasNoRoomForIsTakenLater() throws IOException {
    Settings settings = Settings.of(folder, LIMIT, Policy.DROP_OLDEST);
    outbox = SqliteOutbox.open(settings.withDisk(1L << 60, 0), "0.1.0");
    outbox.admit("c-1", new byte[] {1}, null);
    Draft reply = draft(Lane.REPLY, 0);
    assertThatThrownBy(() -> outbox.answer("c-1", new byte[] {2}, reply))
        .isInstanceOf(OutboxFull.class);
    outbox.close();
    outbox = SqliteOutbox.open(settings.withDisk(0, 0), "0.1.0");
    outbox.links(Set.of(CLOUD));
    outbox.answer("c-1", new byte[] {2}, reply);
    assertThat(all(Lane.REPLY)).hasSize(1);
  }

  @Test
  void whatWasHandedOutKeepsItsOwnNumber() throws IOException {
    open(Policy.DROP_OLDEST);
    append(Lane.DATA, 100);
    assertThat(all(Lane.DATA)).hasSize(100);
    append(Lane.DATA, 300);
    assertThat(all(Lane.DATA).stream().filter(entry -> entry.seq() <= 100))
        .hasSize(100)
        .allMatch(entry -> entry.through() == entry.seq());
    assertNothingUnaccounted(400 * RECORDS);
  }

  @Test
  void theLeastUrgentLaneLosesFirst() throws IOException {
    open(Policy.DROP_OLDEST);
    append(Lane.ALERT, 20);
    append(Lane.SIGNAL, 50);
    append(Lane.DATA, 400);
    assertThat(all(Lane.ALERT)).hasSize(20).allMatch(entry -> entry.draft().body().length > 0);
    assertThat(all(Lane.SIGNAL)).allMatch(entry -> entry.draft().body().length == 0);
    assertNothingUnaccounted(470 * RECORDS);
  }

  @Test
  void aLessUrgentEntryPushesNoneOutThatIsMoreUrgent() throws IOException {
    open(Policy.DROP_OLDEST);
    append(Lane.DATA, 300);
    long before = outbox.stats().waiting().get(Lane.DATA).records();
    append(Lane.SIGNAL, 5);
    assertThat(outbox.stats().waiting().get(Lane.DATA).records()).isEqualTo(before);
    assertNothingUnaccounted(305 * RECORDS);
  }

  @Test
  void newOnesAreRefusedWhenThePolicyIsToRefuse() throws IOException {
    open(Policy.DROP_NEWEST);
    assertThatThrownBy(() -> append(Lane.DATA, 400))
        .isInstanceOf(OutboxFull.class)
        .hasMessageContaining("2,097,152");
    long stored = outbox.stats().newestSeq();
    assertThat(outbox.stats().refused()).isEqualTo(TOGETHER * RECORDS);
    assertNothingUnaccounted(stored * RECORDS);
    append(Lane.ALERT, 10); // its reserve is untouched
    append(Lane.REPLY, 4);
    outbox.acknowledge(CLOUD, List.of(new SeqRange(1, 50)));
    Eventually.until(() -> outbox.stats().waiting().get(Lane.DATA).entries() == stored - 50);
    append(Lane.DATA, 40);
  }

  @Test
  void refusalsAreCountedOnceAndSurviveARestart() throws IOException {
    open(Policy.DROP_NEWEST);
    assertThatThrownBy(() -> append(Lane.DATA, 400)).isInstanceOf(OutboxFull.class);
    Draft[] drafts = new Draft[TOGETHER];
    Arrays.setAll(drafts, i -> draft(Lane.DATA, i));
    Batch again = Batch.of(drafts);
    for (int i = 0; i < 3; i++) { // as the recorder tries it
      assertThatThrownBy(() -> outbox.append(again)).isInstanceOf(OutboxFull.class);
    }
    long refused = 2 * TOGETHER * RECORDS;
    assertThat(outbox.stats().refused()).isEqualTo(refused);
    outbox.close();
    open(Policy.DROP_NEWEST);
    outbox.epoch();
    assertThat(outbox.stats().refused()).isEqualTo(refused);
  }

  @Test
  void aFullOutboxStillTakesGaps() throws IOException {
    open(Policy.DROP_NEWEST);
    assertThatThrownBy(() -> append(Lane.DATA, 400)).isInstanceOf(OutboxFull.class);
    outbox.append(Batch.of(Draft.gap(Lane.DATA, 7, 1, 2, "publish-queue-full: too fast")));
    List<Entry> entries = all(Lane.DATA);
    assertThat(entries.get(entries.size() - 1).draft().records()).isEqualTo(7);
  }

  @Test
  void aBatchIsRefusedWholeAlsoWhereTheRoomEndsInItsMiddle() throws IOException {
    Settings settings = new Settings(folder, LIMIT, Policy.DROP_OLDEST, 0, 0, 0, 0, false, 0);
    outbox = SqliteOutbox.open(settings, "0.1.0");
    outbox.links(Set.of(CLOUD));
    append(Lane.ALERT, 400); // nothing that is less urgent can give way, so readings become gaps
    long appended = 0;
    OutboxFull full = null;
    for (int batch = 0; full == null && batch < 1_000; batch++) {
      Draft[] drafts = new Draft[100];
      Arrays.setAll(drafts, i -> draft(Lane.DATA, i));
      try {
        outbox.append(Batch.of(drafts));
        appended += drafts.length;
      } catch (OutboxFull e) {
        full = e;
      }
    }
    assertThat(full).isNotNull();
    assertThat(outbox.stats().newestSeq()).isEqualTo(400 + appended);
    assertNothingUnaccounted((400 + appended) * RECORDS);
  }

  @Test
  void aBatchIsTakenWholeOrNotAtAll() throws IOException {
    open(Policy.DROP_NEWEST);
    Draft[] many = new Draft[400];
    for (int i = 0; i < many.length; i++) {
      many[i] = draft(Lane.DATA, i);
    }
    assertThatThrownBy(() -> outbox.append(Batch.of(many))).isInstanceOf(OutboxFull.class);
    assertThat(outbox.stats().newestSeq()).isZero();
    assertThat(all(Lane.DATA)).isEmpty();
  }

  @Test
  void theOldestAreThinnedBeforeAnythingIsLost() throws IOException {
    open(Policy.THIN);
    outbox.setThinner(
        oldest ->
            oldest.get(0).draft().kind() == 5
                ? Optional.empty()
                : Optional.of(
                    Draft.of(
                        Lane.DATA,
                        5,
                        new byte[300],
                        oldest.size(), // wrong: it stands for 100 times as many
                        oldest.get(0).draft().firstTimeMicros(),
                        oldest.get(oldest.size() - 1).draft().lastTimeMicros())));
    append(Lane.DATA, 1000);
    List<Entry> entries = all(Lane.DATA);
    assertThat(outbox.stats().evicted()).isZero();
    assertThat(entries).allMatch(entry -> entry.draft().body().length > 0);
    Entry first = entries.get(0);
    assertThat(first.seq()).isEqualTo(1);
    assertThat(first.through()).isGreaterThan(2);
    assertThat(first.draft().kind()).isEqualTo(5);
    assertThat(entries.stream().mapToLong(entry -> entry.through() - entry.seq() + 1).sum())
        .isEqualTo(1000);
    assertNothingUnaccounted(1000 * RECORDS);
    assertThat(outbox.stats().waitingRecords()).isEqualTo(1000 * RECORDS);
  }

  @Test
  void whenNothingIsLeftToThinTheOldestGiveWay() throws IOException {
    open(Policy.THIN);
    outbox.setThinner(oldest -> Optional.empty());
    append(Lane.DATA, 400);
    assertThat(outbox.stats().evicted()).isPositive();
    assertNothingUnaccounted(400 * RECORDS);
  }

  @Test
  void aThinnerThatThrowsCostsOnlyItsEntries() throws IOException {
    open(Policy.THIN);
    outbox.setThinner(
        oldest -> {
          throw new IllegalStateException("cannot");
        });
    append(Lane.DATA, 400);
    assertNothingUnaccounted(400 * RECORDS);
  }

  @Test
  void acknowledgedEntriesAreHistoryUntilTheRoomIsNeeded() throws IOException {
    open(Policy.DROP_OLDEST);
    append(Lane.DATA, 50);
    outbox.acknowledge(CLOUD, List.of(new SeqRange(1, 50)));
    List<Entry> past = outbox.past(new Past(Lane.DATA, 10_500, 12_100, 0, 10, 1 << 20));
    assertThat(past).extracting(Entry::seq).containsExactly(11L, 12L, 13L);
    assertThat(outbox.past(new Past(Lane.DATA, 10_500, 12_100, 11, 1, 1 << 20)))
        .extracting(Entry::seq)
        .containsExactly(12L);
    append(Lane.DATA, 90);
    assertThat(outbox.stats().evicted()).as("history went first").isZero();
    assertThat(outbox.past(new Past(Lane.DATA, 0, 5_000, 0, 10, 1 << 20)))
        .as("the same times, but of the second run")
        .allMatch(entry -> entry.seq() > 50);
  }

  @Test
  void historyIsSentAgainUnderItsOwnNumbers() throws IOException {
    open(Policy.DROP_OLDEST);
    append(Lane.DATA, 50);
    byte[] eleventh = all(Lane.DATA).get(10).draft().body();
    outbox.acknowledge(CLOUD, List.of(new SeqRange(1, 50)));
    assertThat(all(Lane.DATA)).isEmpty();
    assertThat(outbox.resend(CLOUD, 10_500, 12_100)).isEqualTo(3);
    assertThat(all(Lane.DATA)).extracting(Entry::seq).containsExactly(11L, 12L, 13L);
    assertThat(all(Lane.DATA).get(0).draft().body()).isEqualTo(eleventh);
    assertThat(outbox.stats().waitingRecords()).isEqualTo(3 * RECORDS);
    outbox.acknowledge(CLOUD, List.of(new SeqRange(11, 13)));
    assertThat(all(Lane.DATA)).isEmpty();
  }

  @Tag("slow")
  @Test
  void aLoweredLimitShrinksTheFile() throws IOException {
    outbox =
        SqliteOutbox.open(
            Settings.of(folder, 4 * LIMIT, Policy.DROP_OLDEST).withDisk(0, 0), "0.1.0");
    outbox.links(Set.of(CLOUD));
    for (int i = 0; i < 600; i++) {
      outbox.append(Batch.of(draft(Lane.DATA, i)));
    }
    outbox.close();
    open(Policy.DROP_OLDEST);
    for (int i = 0; i < 600; i++) {
      outbox.append(Batch.of(draft(Lane.DATA, i)));
    }
    assertThat(outbox.stats().diskBytes()).isLessThanOrEqualTo(LIMIT);
    assertNothingUnaccounted(1200 * RECORDS);
  }
}
