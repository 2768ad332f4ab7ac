package io.weir.fleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.fleet.series.Head;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.testing.TestDevice;
import io.weir.fleet.testing.Wait;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store knows of a gateway's clock, whoever's clock is turned. */
@Tag("slow")
class ClockOffsetTest {
  private static final double START = 1_700_000_000;
  private static final double YEAR = 365 * 86_400;

  @TempDir Path folder;
  private Database database;
  private Ingest ingest;
  private final Turned fleets = new Turned();
  private final Queue<Verdict> verdicts = new ConcurrentLinkedQueue<>();
  private final TestDevice device = new TestDevice("gw-1");
  private long seq;

  /** The fleet's clock, which is turned. */
  private static final class Turned extends Clock {
    private volatile double seconds = START;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli((long) (seconds * 1000));
    }
  }

  @BeforeEach
  void open() {
    database = Database.open(folder);
    ingest = new Ingest(database, new Head(), fleets, () -> {}, batch -> {});
  }

  @AfterEach
  void close() {
    ingest.close();
    database.close();
  }

  private void says(double atByItsClock, double offset) {
    String name = "urn:cpt:device:sn:gw-1:weir:clock_offset_s";
    byte[] segment = device.segment(++seq, List.of(TestDevice.record(name, atByItsClock, offset)));
    assertThat(ingest.offer(new Arrival("gw-1", segment, verdicts::add))).isTrue();
    Wait.until("a verdict", () -> !verdicts.isEmpty());
    assertThat(verdicts.poll()).isInstanceOf(Verdict.Stored.class);
  }

  private Double known() {
    Long offset =
        database.read(handle -> DeviceTable.bySerial(handle, "gw-1")).orElseThrow().clockOffsetMs();
    return offset == null ? null : offset / 1e3;
  }

  @Test
  void whatAGatewaySaysOfItsClockIsKnownAndBacklogDoesNotUndoIt() {
    says(START, 0.25);
    assertThat(known()).isEqualTo(0.25);
    fleets.seconds = START + 30;
    says(START + 30 + 660, 660);
    assertThat(known()).isEqualTo(660);
    says(START - 500, 0.5);
    assertThat(known()).as("older, but it came later").isEqualTo(660);
  }

  @Test
  void aClockThatIsSetBackIsBelieved() {
    says(START + YEAR, YEAR);
    assertThat(known()).isEqualTo(YEAR);
    fleets.seconds = START + 30;
    says(START + 30 - 540, -540);
    assertThat(known()).isEqualTo(-540);
  }

  @Test
  void theFleetsOwnClockMayBeTurnedToo() {
    says(START, 0);
    fleets.seconds = START + 30 - 660;
    says(START + 30, 660);
    assertThat(known()).as("back").isEqualTo(660);
    fleets.seconds = START + 60 + 540;
    says(START + 60, -540);
    assertThat(known()).as("ahead").isEqualTo(-540);
  }

  @Test
  void aWordFromTheFutureIsNoMoreThanOneOfNow() {
    says(START + YEAR, 0);
    fleets.seconds = START + 30;
    says(START + 30 + YEAR, YEAR);
    assertThat(known()).isEqualTo(YEAR);
  }

  @Test
  void aBirthIsAWordOnTheClockToo() {
    says(START, 3);
    database.useWrite(
        handle -> {
          long id = DeviceTable.bySerial(handle, "gw-1").orElseThrow().id();
          long now = (long) (START * 1000) + 10_000;
          DeviceTable.born(handle, id, "1", now, now - 7_000, now);
          DeviceTable.born(handle, id, "1", now, now - 9_000, 0);
        });
    assertThat(known()).as("the retained one says nothing").isEqualTo(-7);
    fleets.seconds = START + 30;
    says(START + 30 - 7.25, -7.25);
    assertThat(known()).isEqualTo(-7.25);
  }
}
