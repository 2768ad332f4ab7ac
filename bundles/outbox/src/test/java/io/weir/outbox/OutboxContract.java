package io.weir.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.outbox.Batch.Covered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every outbox keeps to. */
public abstract class OutboxContract {
  private static final String CLOUD = "cloud";
  private static final int MANY = 1000;

  protected abstract Outbox outbox();

  protected abstract CommandJournal journal();

  /** Makes a new one. */
  protected abstract void start() throws IOException;

  @BeforeEach
  void startAndNameTheLink() throws IOException {
    start();
    outbox().links(Set.of(CLOUD));
  }

  protected static Draft data(String text) {
    return draft(Lane.DATA, text);
  }

  protected static Draft draft(Lane lane, String text) {
    return Draft.of(lane, 1, text.getBytes(StandardCharsets.UTF_8), 10, 1_000, 2_000);
  }

  protected static Peek oldest(Lane lane, int most) {
    return new Peek(CLOUD, lane, false, Set.of(), most, 1 << 20);
  }

  protected static String text(Entry entry) {
    return new String(entry.draft().body(), StandardCharsets.UTF_8);
  }

  private List<String> peekTexts(Peek peek) {
    return outbox().peek(peek).stream().map(OutboxContract::text).toList();
  }

  @Test
  void numbersBeginAtOneAndHaveNoHoles() {
    assertThat(outbox().append(Batch.of(data("a"), draft(Lane.ALERT, "b"))))
        .containsExactly(1L, 2L);
    assertThat(outbox().append(Batch.of(data("c")))).containsExactly(3L);
    assertThat(outbox().stats().newestSeq()).isEqualTo(3);
  }

  @Test
  void anEntryComesBackAsItWasAppended() {
    byte[] body = {0, 1, -1, 127, -128};
    outbox().append(Batch.of(Draft.of(Lane.SIGNAL, 255, body, 7, -5, Long.MAX_VALUE)));
    Entry entry = outbox().peek(oldest(Lane.SIGNAL, 1)).get(0);
    assertThat(entry.seq()).isEqualTo(1);
    assertThat(entry.through()).isEqualTo(1);
    assertThat(entry.draft().body()).isEqualTo(body);
    assertThat(entry.draft())
        .usingRecursiveComparison()
        .isEqualTo(Draft.of(Lane.SIGNAL, 255, body, 7, -5, Long.MAX_VALUE));
  }

  @Test
  void aGapStandsInLineLikeAnEntry() {
    outbox().append(Batch.of(Draft.gap(Lane.DATA, 12, 5, 6, "the sensor was off")));
    Draft gap = outbox().peek(oldest(Lane.DATA, 1)).get(0).draft();
    assertThat(gap.body()).isEmpty();
    assertThat(gap.gapReason()).isEqualTo("the sensor was off");
    assertThat(gap.records()).isEqualTo(12);
  }

  @Test
  void peekReadsOldestOrNewestFirstWithinOneLane() {
    outbox().append(Batch.of(data("1"), draft(Lane.ALERT, "x"), data("2"), data("3")));
    assertThat(peekTexts(oldest(Lane.DATA, 10))).containsExactly("1", "2", "3");
    assertThat(peekTexts(new Peek(CLOUD, Lane.DATA, true, Set.of(), 2, 1 << 20)))
        .containsExactly("3", "2");
    assertThat(peekTexts(oldest(Lane.ALERT, 10))).containsExactly("x");
    assertThat(peekTexts(oldest(Lane.REPLY, 10))).isEmpty();
  }

  @Test
  void peekDoesNotRemove() {
    outbox().append(Batch.of(data("1")));
    assertThat(peekTexts(oldest(Lane.DATA, 1))).isEqualTo(peekTexts(oldest(Lane.DATA, 1)));
  }

  @Test
  void peekSkipsWhatIsInFlight() {
    outbox().append(Batch.of(data("1"), data("2"), data("3")));
    assertThat(peekTexts(new Peek(CLOUD, Lane.DATA, false, Set.of(1L, 2L), 10, 1 << 20)))
        .containsExactly("3");
    assertThat(peekTexts(oldest(Lane.DATA, 10))).hasSize(3);
  }

  @Test
  void peekLeavesOutWhatCameBeforeAndFindsItLater() {
    outbox().append(Batch.of(data("1"), data("2"), data("3"), data("4")));
    assertThat(peekTexts(new Peek(CLOUD, Lane.DATA, true, 2, Set.of(), 10, 1 << 20)))
        .containsExactly("4", "3");
    assertThat(peekTexts(new Peek(CLOUD, Lane.DATA, true, 4, Set.of(), 10, 1 << 20))).isEmpty();
    assertThat(peekTexts(oldest(Lane.DATA, 10))).containsExactly("1", "2", "3", "4");
  }

  @Test
  void peekKeepsToItsBytesButGivesOneAtLeast() {
    outbox().append(Batch.of(data("123456"), data("789"), data("0")));
    assertThat(peekTexts(new Peek(CLOUD, Lane.DATA, false, Set.of(), 10, 9)))
        .containsExactly("123456", "789");
    assertThat(peekTexts(new Peek(CLOUD, Lane.DATA, false, Set.of(), 10, 1)))
        .containsExactly("123456");
  }

  @Test
  void whatIsAcknowledgedIsNotPeekedAgain() {
    outbox().append(Batch.of(data("1"), data("2"), data("3"), data("4")));
    outbox().acknowledge(CLOUD, List.of(new SeqRange(1, 2), new SeqRange(4, 4)));
    assertThat(peekTexts(oldest(Lane.DATA, 10))).containsExactly("3");
    assertThat(peekTexts(new Peek(CLOUD, Lane.DATA, true, Set.of(), 10, 100))).containsExactly("3");
  }

  @Test
  void unknownNumbersAreIgnored() {
    outbox().append(Batch.of(data("1")));
    outbox().acknowledge(CLOUD, List.of(new SeqRange(5, 1_000_000)));
    outbox().refuse(CLOUD, 77, "what is it");
    assertThat(peekTexts(oldest(Lane.DATA, 10))).containsExactly("1");
    assertThat(outbox().append(Batch.of(data("2")))).containsExactly(2L);
  }

  @Test
  void anEntryLeavesWhenAllLinksHaveIt() {
    outbox().links(Set.of(CLOUD, "other"));
    outbox().append(Batch.of(data("1")));
    outbox().acknowledge(CLOUD, List.of(new SeqRange(1, 1)));
    assertThat(peekTexts(oldest(Lane.DATA, 10))).isEmpty();
    assertThat(peekTexts(new Peek("other", Lane.DATA, false, Set.of(), 1, 100)))
        .containsExactly("1");
    outbox().acknowledge("other", List.of(new SeqRange(1, 1)));
    waitFor(() -> outbox().stats().waitingRecords() == 0);
  }

  @Test
  void aNewLinkWantsAllThatStillWaits() {
    outbox().append(Batch.of(data("1"), data("2")));
    outbox().links(Set.of(CLOUD, "late"));
    assertThat(peekTexts(new Peek("late", Lane.DATA, false, Set.of(), 10, 100)))
        .containsExactly("1", "2");
  }

  @Test
  void eachLinkHasItsOwnProgress() {
    outbox().links(Set.of(CLOUD, "other"));
    assertThat(outbox().links()).containsExactlyInAnyOrder(CLOUD, "other");
    outbox().append(Batch.of(data("12"), data("3"), Draft.gap(Lane.ALERT, 5, 7, 7, "why")));
    outbox().acknowledge("other", List.of(new SeqRange(1, 1)));
    assertThat(outbox().waiting(CLOUD)).isEqualTo(new OutboxStats.Waiting(3, 20, 3, 1_000));
    waitFor(() -> outbox().waiting("other").entries() == 2);
    assertThat(outbox().waiting("other")).isEqualTo(new OutboxStats.Waiting(2, 10, 1, 1_000));
  }

  @Test
  void aLinkLeftOutHoldsNothingBack() {
    outbox().links(Set.of(CLOUD, "other"));
    outbox().append(Batch.of(data("1"), data("2")));
    outbox().acknowledge(CLOUD, List.of(new SeqRange(1, 1)));
    outbox().links(Set.of(CLOUD));
    waitFor(() -> outbox().stats().waitingRecords() == 10);
    assertThat(peekTexts(oldest(Lane.DATA, 10))).containsExactly("2");
  }

  @Test
  void aLinkThatWasNotNamedIsRefused() {
    assertThatThrownBy(() -> outbox().peek(new Peek("who", Lane.DATA, false, Set.of(), 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("who");
  }

  @Test
  void coversTheMessagesOfABatchAndNoOthers() {
    outbox().append(new Batch(List.of(data("1")), new Covered(5, 9, 500, 900), Map.of()));
    outbox().append(new Batch(List.of(data("2")), new Covered(10, 12, 1000, 1200), Map.of()));
    assertThat(outbox().covers(5, 500)).isTrue();
    assertThat(outbox().covers(7, 700)).isTrue();
    assertThat(outbox().covers(12, 1200)).isTrue();
    assertThat(outbox().covers(4, 500)).isFalse();
    assertThat(outbox().covers(13, 1200)).isFalse();
    assertThat(outbox().covers(7, 1300)).as("the number was given again").isFalse();
  }

  @Test
  void whatWasPassedOverIsKnownUntilItIsCovered() {
    cover(1, 5, 100, 500);
    cover(8, 9, 800, 900);
    assertThat(outbox().passedOver()).containsExactly(new Covered(6, 7, 500, 800));
    cover(7, 7, 700, 700);
    assertThat(outbox().passedOver()).containsExactly(new Covered(6, 6, 500, 700));
    cover(6, 6, 600, 600);
    assertThat(outbox().passedOver()).isEmpty();
    cover(10, 10, 1000, 1000);
    assertThat(outbox().passedOver()).isEmpty();
    assertThat(outbox().covers(6, 600)).isTrue();
  }

  private void cover(long first, long last, long firstStoredAt, long lastStoredAt) {
    Covered run = new Covered(first, last, firstStoredAt, lastStoredAt);
    outbox().append(new Batch(List.of(), run, Map.of()));
  }

  @Test
  void aBrokerThatBeganItsNumbersAnewIsNotCovered() {
    outbox().append(new Batch(List.of(), new Covered(1, 100, 1000, 2000), Map.of()));
    assertThat(outbox().covers(1, 3000)).isFalse();
    outbox().append(new Batch(List.of(), new Covered(1, 3, 3000, 3002), Map.of()));
    assertThat(outbox().covers(1, 3000)).isTrue();
    assertThat(outbox().covers(50, 1500)).isTrue();
    assertThat(outbox().covers(50, 3001)).isFalse();
  }

  @Test
  void marksKeepTheLastValue() {
    assertThat(outbox().mark("seen")).isNull();
    outbox().append(new Batch(List.of(), null, Map.of("seen", new byte[] {1})));
    outbox().append(new Batch(List.of(data("1")), null, Map.of("other", new byte[] {2})));
    outbox().append(new Batch(List.of(), null, Map.of("seen", new byte[] {3})));
    assertThat(outbox().mark("seen")).containsExactly(3);
    assertThat(outbox().mark("other")).containsExactly(2);
  }

  @Test
  void theThirdRefusalLeavesAGap() {
    outbox().append(Batch.of(data("poison"), data("2")));
    outbox().refuse(CLOUD, 1, "bad unit");
    outbox().refuse(CLOUD, 1, "bad unit");
    assertThat(peekTexts(oldest(Lane.DATA, 10))).containsExactly("poison", "2");
    outbox().refuse(CLOUD, 1, "bad unit");
    Entry gap = outbox().peek(oldest(Lane.DATA, 10)).get(0);
    assertThat(gap.seq()).isEqualTo(1);
    assertThat(gap.draft().body()).isEmpty();
    assertThat(gap.draft().records()).isEqualTo(10);
    assertThat(gap.draft().gapReason()).contains("bad unit");
    assertThat(outbox().stats().dead()).isEqualTo(1);
  }

  @Test
  void whatOneLinkRefusesTheOtherStillGets() {
    outbox().links(Set.of(CLOUD, "other"));
    outbox().append(Batch.of(data("odd")));
    for (int i = 0; i < 3; i++) {
      outbox().refuse(CLOUD, 1, "no");
    }
    assertThat(outbox().peek(oldest(Lane.DATA, 1)).get(0).draft().body()).isEmpty();
    assertThat(peekTexts(new Peek("other", Lane.DATA, false, Set.of(), 1, 100)))
        .containsExactly("odd");
  }

  @Test
  void awaitAppendReturnsWhenSomethingCame() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Long> seen = thread.submit(() -> outbox().awaitAppend(0, Duration.ofSeconds(20)));
      outbox().append(Batch.of(data("1")));
      assertThat(seen.get()).isEqualTo(1);
      assertThat(outbox().awaitAppend(1, Duration.ofMillis(1))).isEqualTo(1);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void statsCountWhatWaits() {
    outbox().append(Batch.of(data("12"), data("3"), draft(Lane.ALERT, "4")));
    OutboxStats stats = outbox().stats();
    assertThat(stats.waiting())
        .containsOnly(
            Map.entry(Lane.DATA, new OutboxStats.Waiting(2, 20, 3, 1_000)),
            Map.entry(Lane.ALERT, new OutboxStats.Waiting(1, 10, 1, 1_000)));
    assertThat(stats.appended()).isEqualTo(30);
    assertThat(stats.health()).isEmpty();
    outbox().acknowledge(CLOUD, List.of(new SeqRange(1, 3)));
    waitFor(() -> outbox().stats().waiting().isEmpty());
  }

  @Test
  void manyCallersGetNumbersOfTheirOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<Long>>> all = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        String text = "n" + i;
        all.add(threads.submit(() -> outbox().append(Batch.of(data(text)))));
      }
      TreeSet<Long> seqs = new TreeSet<>();
      for (Future<List<Long>> each : all) {
        seqs.addAll(each.get());
      }
      assertThat(seqs).hasSize(MANY);
      assertThat(seqs.first()).isEqualTo(1);
      assertThat(seqs.last()).isEqualTo(MANY);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aCommandIsAdmittedOnce() {
    byte[] request = {1, 2};
    assertThat(journal().admit("c1", request, draft(Lane.REPLY, "received"))).isEmpty();
    CommandJournal.Known again =
        journal().admit("c1", request, draft(Lane.REPLY, "received")).orElseThrow();
    assertThat(again.response()).isNull();
    assertThat(again.request()).isEqualTo(request);
    assertThat(peekTexts(oldest(Lane.REPLY, 10))).containsExactly("received");
    assertThat(journal().unanswered()).extracting(CommandJournal.Known::id).containsExactly("c1");
  }

  @Test
  void aCommandIsAnsweredOnce() {
    journal().admit("c1", new byte[] {1}, null);
    journal().answer("c1", new byte[] {9}, draft(Lane.REPLY, "done"));
    journal().answer("c1", new byte[] {8}, draft(Lane.REPLY, "done again"));
    assertThat(journal().admit("c1", new byte[] {1}, null).orElseThrow().response())
        .containsExactly(9);
    assertThat(peekTexts(oldest(Lane.REPLY, 10))).containsExactly("done");
    assertThat(journal().unanswered()).isEmpty();
  }

  @Test
  void anAnswerToWhatWasNeverAdmittedIsRefused() {
    assertThatThrownBy(() -> journal().answer("c9", new byte[] {9}, draft(Lane.REPLY, "done")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c9");
    assertThat(peekTexts(oldest(Lane.REPLY, 10))).isEmpty();
  }

  @Test
  void answeredCommandsAreForgottenAndOthersAreNot() {
    journal().admit("old", new byte[] {1}, null);
    journal().admit("open", new byte[] {1}, null);
    journal().answer("old", new byte[] {9}, draft(Lane.REPLY, "done"));
    journal().forget(Duration.ofHours(1));
    assertThat(journal().admit("old", new byte[] {1}, null)).isPresent();
    journal().forget(Duration.ofMillis(-1));
    assertThat(journal().admit("old", new byte[] {1}, null)).isEmpty();
    assertThat(journal().admit("open", new byte[] {1}, null)).isPresent();
  }

  protected static void waitFor(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 20 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
