package io.weir.bridge.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.weir.bridge.uplink.Outgoing;
import io.weir.bridge.uplink.Wire;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockSyncTest {
  private static final Instant TRUE_START = Instant.parse("2026-05-01T12:00:00Z");
  private static final UUID BOOT = UUID.randomUUID();

  @TempDir private Path folder;
  private Instant wall;
  private ClockSync clock;

  @BeforeEach
  void noTimesyncd() throws Exception {
    now(1, Instant.EPOCH);
    clock = clock(folder.resolve("absent/synchronized"), BOOT);
  }

  private ClockSync clock(Path marker, UUID boot) {
    return new ClockSync(marker, folder.resolve("uptime"), boot, (InstantSource) () -> wall);
  }

  /** The gateway runs for so many seconds; its wall clock shows this. */
  private void now(int uptime, Instant shown) throws Exception {
    Files.writeString(folder.resolve("uptime"), uptime + ".50 1.00");
    wall = shown;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:10Z", "2040-06-01T00:00:00Z"})
  void readingsFromBeforeTheClockWasSetGetTheirTrueTimes(String wrong) throws Exception {
    Instant shown = Instant.parse(wrong);
    now(10, shown);
    Draft draft = drafted(reading(shown.minusSeconds(2)), reading(shown));
    assertThat(draft.kind()).isEqualTo(Wire.RECORDS_BEFORE_SYNC);

    // a minute later somebody sets the clock
    now(70, TRUE_START.plusSeconds(70));
    List<ResolvedRecord> sent = sent(draft);
    assertThat(sent.get(0).time()).isBetween(epoch(8) - 0.01, epoch(8) + 0.01);
    assertThat(sent.get(1).time()).isBetween(epoch(10) - 0.01, epoch(10) + 0.01);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:10Z", "2040-06-01T00:00:00Z", "2025-05-01T00:00:00Z"})
  void readingsThatWereTakenBeforeItWasSetAndWrittenAfterItGetTheirTrueTimes(String wrong)
      throws Exception {
    Instant shown = Instant.parse(wrong);
    now(10, shown);
    clock = clock(folder.resolve("absent/synchronized"), BOOT);
    ResolvedRecord before = reading(shown.plusSeconds(3));
    now(15, TRUE_START.plusSeconds(15));
    // the sender looks first
    assertThat(clock.at(ByteString.EMPTY, 0)).isEmpty();
    Draft both = drafted(before, reading(TRUE_START.plusSeconds(14)));
    assertThat(sent(both).get(0).time()).isBetween(epoch(13) - 0.01, epoch(13) + 0.01);
    assertThat(sent(both).get(1).time()).isEqualTo(epoch(14));

    Draft later = drafted(reading(TRUE_START.plusSeconds(16)));
    assertThat(later.kind()).isNotEqualTo(Wire.RECORDS_BEFORE_SYNC);
  }

  @Test
  void timesyncdMaySetTheClockBeforeItSaysSo() throws Exception {
    Path marker = Files.createDirectory(folder.resolve("timesync")).resolve("synchronized");
    now(10, Instant.ofEpochSecond(10));
    clock = clock(marker, BOOT);
    now(15, TRUE_START.plusSeconds(15));
    Draft between = drafted(reading(Instant.ofEpochSecond(13)));
    Files.createFile(marker);
    Draft after = drafted(reading(Instant.ofEpochSecond(14)));
    assertThat(sent(between).get(0).time()).isBetween(epoch(13) - 0.01, epoch(13) + 0.01);
    assertThat(sent(after).get(0).time()).isBetween(epoch(14) - 0.01, epoch(14) + 0.01);
  }

  @Test
  void oldReadingsThatSomebodyBringsLaterAreNotMoved() throws Exception {
    now(10, Instant.ofEpochSecond(10));
    clock = clock(folder.resolve("absent/synchronized"), BOOT);
    now(15, TRUE_START.plusSeconds(15));
    Draft imported = drafted(reading(Instant.parse("1999-12-31T23:59:59Z")));
    assertThat(imported.kind()).isNotEqualTo(Wire.RECORDS_BEFORE_SYNC);
    now(700, TRUE_START.plusSeconds(700));
    Draft odd = drafted(reading(Instant.ofEpochSecond(700)));
    assertThat(odd.kind()).isNotEqualTo(Wire.RECORDS_BEFORE_SYNC);
  }

  @Test
  void aSensorThatKnewTheTimeIsNotCorrected() throws Exception {
    Instant shown = Instant.parse("1970-01-01T00:00:10Z");
    now(10, shown);
    Draft draft = drafted(reading(shown), reading(TRUE_START.plusSeconds(10)));
    now(70, TRUE_START.plusSeconds(70));
    assertThat(sent(draft))
        .allSatisfy(record -> assertThat(record.time()).isBetween(epoch(9), epoch(11)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:10Z", "2040-06-01T00:00:00Z"})
  void norIsAProgramThatKnewItAndFillsASegmentAlone(String wrong) throws Exception {
    now(10, Instant.parse(wrong));
    Draft draft = drafted(reading(TRUE_START.plusSeconds(9)), reading(TRUE_START.plusSeconds(10)));
    now(70, TRUE_START.plusSeconds(70));
    assertThat(sent(draft)).extracting(ResolvedRecord::time).containsExactly(epoch(9), epoch(10));
  }

  @Test
  void whatAnotherBootMadeGoesAsItIsAndSaysSo() throws Exception {
    Instant shown = Instant.parse("1970-01-01T00:00:10Z");
    now(10, shown);
    Draft draft = drafted(reading(shown));
    clock = clock(folder.resolve("absent/synchronized"), UUID.randomUUID());
    now(20, TRUE_START);
    Segment segment = Segments.parse(outgoing(draft).wire());
    assertThat(segment.getBeforeSync()).isTrue();
    assertThat(sent(draft).get(0).time()).isEqualTo(10);
  }

  @Test
  void aClockThatIsSetLeavesNoTrace() throws Exception {
    now(10, TRUE_START);
    Draft draft = drafted(reading(TRUE_START));
    assertThat(draft.kind()).isNotEqualTo(Wire.RECORDS_BEFORE_SYNC);
    assertThat(Segments.parse(outgoing(draft).wire()).getBeforeSync()).isFalse();
  }

  @Test
  void timesyncdSaysWhenTheClockIsRight() throws Exception {
    Path marker = Files.createDirectory(folder.resolve("timesync")).resolve("synchronized");
    clock = clock(marker, BOOT);
    now(10, TRUE_START);
    assertThat(drafted(reading(TRUE_START)).kind()).isEqualTo(Wire.RECORDS_BEFORE_SYNC);
    Files.createFile(marker);
    assertThat(drafted(reading(TRUE_START)).kind()).isNotEqualTo(Wire.RECORDS_BEFORE_SYNC);
  }

  private static double epoch(int uptime) {
    return TRUE_START.getEpochSecond() + uptime;
  }

  private static ResolvedRecord reading(Instant time) {
    return ResolvedRecord.of("urn:x", "Cel", time.toEpochMilli() / 1e3, Value.of(1));
  }

  private Draft drafted(ResolvedRecord... records) {
    return new SegmentMaker(1_000, 64 * 1024, clock).drafts(Lane.DATA, List.of(records)).get(0);
  }

  private Outgoing outgoing(Draft draft) {
    return new Wire("G1", UUID.randomUUID(), clock).outgoing(new Entry(1, 1, draft));
  }

  private List<ResolvedRecord> sent(Draft draft) {
    Segment segment = Segments.parse(outgoing(draft).wire());
    return RecordsCodec.decode(segment.getBody().toByteArray());
  }
}
