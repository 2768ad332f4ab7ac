package io.weir.fleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.fleet.series.Digest;
import io.weir.fleet.series.DigestDriver;
import io.weir.fleet.series.Head;
import io.weir.fleet.series.PointQuery;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.store.Housekeeping;
import io.weir.fleet.store.SegmentTable;
import io.weir.fleet.testing.TestDevice;
import io.weir.fleet.testing.Wait;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Lane;
import io.weir.uplink.proto.Segment;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingest on the real store, without a link. */
@Tag("slow")
class IngestTest {
  private static final double START = 1_700_000_000;

  @TempDir Path folder;
  private Database database;
  private final Head head = new Head();
  private Ingest ingest;
  private final Queue<Verdict> verdicts = new ConcurrentLinkedQueue<>();
  private final TestDevice device = new TestDevice("gw-1");

  @BeforeEach
  void open() {
    database = Database.open(folder);
    ingest = new Ingest(database, head, Clock.systemUTC(), () -> {}, batch -> {});
  }

  @AfterEach
  void close() {
    ingest.close();
    database.close();
  }

  private Verdict send(byte[] segment) {
    assertThat(ingest.offer(new Arrival("gw-1", segment, verdicts::add))).isTrue();
    Wait.until("a verdict", () -> !verdicts.isEmpty());
    return verdicts.poll();
  }

  private byte[] altered(Segment.Builder change) throws Exception {
    Segment good = Segment.parseFrom(device.readings(5, "a", START, 3));
    return good.toBuilder().mergeFrom(change.build()).build().toByteArray();
  }

  @Test
  void hostileSegmentsAreRefusedAndNothingIsStored() throws Exception {
    assertThat(send(altered(Segment.newBuilder().setRecords(4))))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(send(altered(Segment.newBuilder().setRecords(-1))))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(send(altered(Segment.newBuilder().setSerial("gw-2"))))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(send(altered(Segment.newBuilder().setKindValue(99))))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(send(altered(Segment.newBuilder().setKind(Kind.KIND_REPLY))))
        .isInstanceOf(Verdict.class);
    assertThat(send(device.readings(6, "a", -1e10, 3))).isInstanceOf(Verdict.Refused.class);
    assertThat(send(device.readings(7, "a".repeat(2000), START, 3)))
        .isInstanceOf(Verdict.Refused.class);
    assertThat(send(new byte[0])).isInstanceOf(Verdict.Unreadable.class);
    assertThat(send("weir".getBytes())).isInstanceOf(Verdict.Unreadable.class);
    assertThat(head.points()).isZero();
    assertThat(send(device.readings(9, "a", START, 3))).isInstanceOf(Verdict.Stored.class);
  }

  @Test
  void noDamageEndsTheIngest() throws Exception {
    Random random = new Random(11);
    byte[] good = device.readings(5, "a", START, 200);
    for (int i = 0; i < 500; i++) {
      byte[] bad = good.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      send(bad);
    }
    Verdict last = send(device.readings(1_000_000, "b", START, 3));
    assertThat(last).isInstanceOf(Verdict.Stored.class);
  }

  @Test
  void aStoreThatFailsAnswersNothingAndGoesOnWhenItIsBack() {
    database.useWrite(handle -> handle.execute("ALTER TABLE landing RENAME TO hidden"));
    ingest.offer(new Arrival("gw-1", device.readings(1, "a", START, 3), verdicts::add));
    Wait.until("the failure is noticed", () -> !ingest.isHealthy());
    assertThat(verdicts).isEmpty();
    database.useWrite(handle -> handle.execute("ALTER TABLE hidden RENAME TO landing"));
    Wait.until("a verdict", () -> !verdicts.isEmpty());
    assertThat(verdicts.poll()).isInstanceOf(Verdict.Stored.class);
    assertThat(ingest.isHealthy()).isTrue();
    assertThat(head.points()).isEqualTo(3);
  }

  @Test
  void aSegmentThatCannotBeWrittenDoesNotHoldUpTheOthers() {
    database.useWrite(
        handle ->
            handle.execute(
                "CREATE TRIGGER faulty BEFORE INSERT ON segment WHEN NEW.seq = 2"
                    + " BEGIN SELECT RAISE(ABORT, 'a fault of the fleet'); END"));
    for (long seq = 1; seq <= 3; seq++) {
      ingest.offer(new Arrival("gw-1", device.readings(seq, "a", START, 3), verdicts::add));
    }
    Wait.until("all are answered", () -> verdicts.size() == 3);
    assertThat(verdicts.removeIf(verdict -> verdict instanceof Verdict.Failed)).isTrue();
    assertThat(verdicts.stream().map(verdict -> ((Verdict.Stored) verdict).seq()).toList())
        .containsExactlyInAnyOrder(1L, 3L);
    assertThat(head.points()).isEqualTo(6);
  }

  @Test
  void oldIdentitiesArePutTogetherAndStillKnown() {
    for (long seq = 1; seq <= 30; seq++) {
      if (seq != 20) {
        assertThat(send(device.readings(seq, "a", START + seq * 10, 10)))
            .isInstanceOf(Verdict.Stored.class);
      }
    }
    Housekeeping housekeeping = new Housekeeping(database, null);
    housekeeping.run(System.currentTimeMillis());
    assertThat(identities()).isEqualTo(29);
    housekeeping.run(System.currentTimeMillis() + 25 * 3_600_000L);
    assertThat(identities()).isEqualTo(2);
    for (long seq = 1; seq <= 31; seq++) {
      send(device.readings(seq, "a", START + seq * 10, 10));
    }
    assertThat(head.points()).isEqualTo(310);
    long stored =
        database.read(
            handle ->
                SegmentTable.records(
                    handle, DeviceTable.bySerial(handle, "gw-1").orElseThrow().id()));
    assertThat(stored).isEqualTo(310);
  }

  @Test
  void whatIsTooOldIsDeletedAndCounted() {
    send(device.readings(1, "a", START, 100));
    send(device.readings(2, "a", START + 1_000_000, 100));
    new Digest(database, head).run();
    long now = (long) ((START + 1_000_500) * 1000);
    assertThat(new Housekeeping(database, java.time.Duration.ofDays(1)).run(now)).isEqualTo(100);
    DeviceTable.Device row =
        database.read(handle -> DeviceTable.bySerial(handle, "gw-1")).orElseThrow();
    assertThat(row.expiredRecords()).isEqualTo(100);
    assertThat(new PointQuery(database, head).storedPoints(row.id())).isEqualTo(100);
  }

  private int identities() {
    return database.read(
        handle -> handle.createQuery("SELECT count(*) FROM segment").mapTo(Integer.class).one());
  }

  @Test
  void seriesOfAGatewayAreBounded() {
    for (int i = 0; i < 4; i++) {
      List<ResolvedRecord> records = new ArrayList<>();
      for (int k = 0; k < 5000; k++) {
        records.add(TestDevice.record("s" + i + "x" + k, START, k));
      }
      assertThat(send(device.segment(i + 1, records))).isInstanceOf(Verdict.Stored.class);
    }
    assertThat(send(device.readings(9, "more", START, 1))).isInstanceOf(Verdict.Refused.class);
    assertThat(send(device.segment(10, List.of(TestDevice.record("s0x0", START, 1)))))
        .isInstanceOf(Verdict.Stored.class);
  }

  @Test
  void thinnedMinutesStandAmongTheReadingsAndAreMarked() {
    List<ResolvedRecord> body = new ArrayList<>();
    String name = "urn:cpt:device:sn:gw-1:a";
    double minute = Math.floor(START / 60) * 60;
    body.add(TestDevice.record(name + "#min", minute, 1));
    body.add(TestDevice.record(name + "#max", minute, 9));
    body.add(TestDevice.record(name + "#mean", minute, 5));
    body.add(TestDevice.record(name + "#count", minute, 60));
    byte[] segment =
        Segments.address(
            "gw-1",
            device.epoch,
            1,
            3,
            Segments.seal(Segments.content(Lane.LANE_DATA, Kind.KIND_THINNED, body)));
    assertThat(send(segment)).isInstanceOf(Verdict.Stored.class);
    assertThat(send(segment)).isInstanceOf(Verdict.Stored.class);
    new Digest(database, head).run();
    DeviceTable.Device stored =
        database.read(handle -> DeviceTable.bySerial(handle, "gw-1")).orElseThrow();
    assertThat(stored.thinnedRecords()).as("records it stands for, once").isEqualTo(60);
    assertThat(stored.thinnedPoints()).isEqualTo(4);
    assertThat(stored.records()).isEqualTo(4);
    long id = stored.id();
    assertThat(head.series(id)).hasSize(1);
    PointQuery.Answer answer =
        new PointQuery(database, head)
            .ask(new PointQuery.Question(id, "a", minute, minute + 60, 100))
            .orElseThrow();
    assertThat(((PointQuery.Raw) answer).values()).containsExactlyInAnyOrder(1.0, 9.0, 5.0);
    assertThat(answer.thinned()).hasSize(1);
  }

  @Test
  void aBacklogIsTakenAtATensOfThousandsOfRecordsASecond() {
    int segments = 500;
    List<byte[]> bytes = new ArrayList<>();
    for (int i = 0; i < segments; i++) {
      List<ResolvedRecord> records = new ArrayList<>();
      for (int k = 0; k < 1000; k++) {
        records.add(
            TestDevice.record(
                "urn:cpt:device:sn:gw-1:m" + k % 40, START + i * 25 + k / 40, i * 0.1 + k));
      }
      bytes.add(device.segment(i + 1, records));
    }
    AtomicInteger stored = new AtomicInteger();
    long start = System.nanoTime();
    DigestDriver digest =
        new DigestDriver(
            new Digest(database, head), head, new Housekeeping(database, null), Clock.systemUTC());
    for (byte[] one : bytes) {
      Arrival arrival = new Arrival("gw-1", one, verdict -> stored.incrementAndGet());
      Wait.until("there is room", () -> ingest.offer(arrival));
    }
    Wait.until("all are stored", () -> stored.get() == segments);
    double seconds = (System.nanoTime() - start) / 1e9;
    digest.close();
    org.slf4j.LoggerFactory.getLogger(IngestTest.class)
        .info("{} records/s", Math.round(segments * 1000 / seconds));
    // far below what an idle machine does: this only guards against a row for each record
    assertThat(segments * 1000 / seconds).isGreaterThan(20_000);
  }
}
