package io.weir.fleet.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.fleet.series.PointQuery.Buckets;
import io.weir.fleet.series.PointQuery.Question;
import io.weir.fleet.series.PointQuery.Raw;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.store.SegmentTable;
import io.weir.fleet.store.SeriesTable;
import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.RecordsCodec;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points in memory, in blocks, and both together, on the real store. */
class BlocksTest {
  private static final double START = 1_700_000_000;

  @TempDir Path folder;
  private Database database;
  private Head head;
  private Digest digest;
  private PointQuery query;
  private long device;

  @BeforeEach
  void open() {
    database = Database.open(folder);
    device = database.write(handle -> DeviceTable.ensure(handle, "gw-1", 0));
    load();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void load() {
    head = new Head();
    digest = new Digest(database, head);
    query = new PointQuery(database, head);
    database.read(
        handle -> {
          head.load(SeriesTable.all(handle));
          SegmentTable.forEachLanded(
              handle, (id, thinned, body) -> head.add(id, "", RecordsCodec.decode(body), thinned));
          return null;
        });
  }

  /** What the ingest does with records, without their identity. */
  private void store(List<ResolvedRecord> records) {
    database.manualWrite(
        handle -> {
          handle.begin();
          try (SegmentTable segments = new SegmentTable(handle)) {
            segments.land(device, false, RecordsCodec.encode(records));
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
          handle.commit();
          head.add(device, "", records, false);
          return null;
        });
  }

  private static ResolvedRecord number(double time, double value) {
    return ResolvedRecord.of("n", "Cel", time, new Value.Number(value));
  }

  private static List<ResolvedRecord> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> number(START + i, i)).toList();
  }

  private Raw raw(String name, double from, double to) {
    return (Raw) query.ask(new Question(device, name, from, to, 100_000)).orElseThrow();
  }

  private int blocks() {
    return database.read(
        handle -> handle.createQuery("SELECT count(*) FROM block").mapTo(Integer.class).one());
  }

  @Test
  void theAnswerIsTheSameBeforeAndAfterBlocksAndARestart() {
    store(numbers(0, 3000));
    Raw before = raw("n", START + 10, START + 2500);
    assertThat(before.times()).hasSize(2491);
    assertThat(digest.run()).isEqualTo(3000);
    assertThat(raw("n", START + 10, START + 2500)).usingRecursiveComparison().isEqualTo(before);
    store(numbers(3000, 3100));
    load();
    assertThat(raw("n", START + 10, START + 2500)).usingRecursiveComparison().isEqualTo(before);
    assertThat(raw("n", START, START + 5000).times()).hasSize(3100);
    assertThat(head.series(device).get(0).count()).isEqualTo(3100);
    assertThat(query.storedPoints(device)).isEqualTo(3100);
  }

  @Test
  void manySmallArrivalsBecomeFewBlocks() {
    for (int i = 0; i < 3000; i += 30) {
      store(numbers(i, i + 30));
      digest.run();
    }
    assertThat(blocks()).isLessThanOrEqualTo(4);
    assertThat(raw("n", START, START + 3000).times()).hasSize(3000).isSorted();
    assertThat(query.storedPoints(device)).isEqualTo(3000);
  }

  @Test
  void aBacklogInAnyOrderIsAnsweredInTheOrderOfTime() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
    Collections.shuffle(order, new Random(7));
    for (int i : order) {
      store(numbers(i * 50, i * 50 + 50));
      if (i % 7 == 0) {
        digest.run();
      }
    }
    Raw all = raw("n", START, START + 3000);
    assertThat(all.times()).hasSize(3000).isSorted();
    assertThat(all.values())
        .containsExactly(IntStream.range(0, 3000).mapToObj(i -> (double) i).toArray());
  }

  @Test
  void aFailedDigestLosesAndDoublesNothing() {
    store(numbers(0, 100));
    database.useWrite(handle -> handle.execute("ALTER TABLE block RENAME TO hidden"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> digest.run())
        .isInstanceOf(RuntimeException.class);
    database.useWrite(handle -> handle.execute("ALTER TABLE hidden RENAME TO block"));
    store(numbers(100, 200));
    assertThat(raw("n", START, START + 300).times()).hasSize(200);
    digest.run();
    digest.run();
    assertThat(raw("n", START, START + 300).times()).hasSize(200);
    load();
    assertThat(raw("n", START, START + 300).times()).hasSize(200);
  }

  @Test
  void everyKindOfRecordComesBack() {
    List<ResolvedRecord> records =
        List.of(
            ResolvedRecord.of("x", "", START, new Value.Text("a")),
            ResolvedRecord.of("x", "V", START + 1, new Value.Number(-0.0)),
            ResolvedRecord.of("x", "", START + 2, new Value.Bool(true)),
            ResolvedRecord.of("x", "", START + 3, new Value.Data(new byte[] {1, 2, 3})),
            ResolvedRecord.of("x", "", START + 4, Value.of((1L << 53) + 1)),
            new ResolvedRecord("x", "W", START + 5, null, 7.5, 60.0, Quality.UNCERTAIN),
            ResolvedRecord.of("x", "", START + 6, new Value.Number(1e-300)));
    store(records);
    Object[] expected = {"a", -0.0, true, "AQID", (1L << 53) + 1, 7.5, 1e-300};
    assertThat(raw("x", START, START + 9).values()).containsExactly(expected);
    digest.run();
    Raw answer = raw("x", START, START + 9);
    assertThat(answer.values()).containsExactly(expected);
    assertThat(answer.qualities()).containsExactly(0, 0, 0, 0, 0, 1, 0);
  }

  @Test
  void bucketsKeepEveryPeakWithinTheBudget() {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      double value = i == 12_345 ? 1e6 : i == 40_001 ? -1e6 : Math.sin(i / 100.0);
      records.add(number(START + i, value));
      if (records.size() == 1000) {
        store(records);
        records = new ArrayList<>();
      }
      if (i == 30_000) {
        digest.run();
      }
    }
    for (int budget : new int[] {1, 2, 10, 100, 1000}) {
      Buckets answer =
          (Buckets)
              query.ask(new Question(device, "n", START, START + 50_000, budget)).orElseThrow();
      assertThat(answer.times().length).isBetween(1, budget);
      assertThat(answer.max()).contains(1e6);
      assertThat(answer.min()).contains(-1e6);
      assertThat(IntStream.range(0, answer.count().length).mapToLong(i -> answer.count()[i]).sum())
          .isEqualTo(50_000);
      assertThat(answer.times()).isSorted();
    }
  }

  @Test
  void aRangeEndsWhereItSays() {
    store(numbers(0, 5000));
    digest.run();
    Buckets answer =
        (Buckets)
            query.ask(new Question(device, "n", START + 1000.5, START + 3999.5, 10)).orElseThrow();
    assertThat(IntStream.range(0, answer.count().length).mapToLong(i -> answer.count()[i]).sum())
        .isEqualTo(2999);
    assertThat(answer.min()[0]).isEqualTo(1001);
    assertThat(answer.max()[answer.max().length - 1]).isEqualTo(3999);
  }

  @Test
  void aTextSeriesBeyondTheBudgetKeepsItsChanges() {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      records.add(ResolvedRecord.of("s", "", START + i, new Value.Text(i < 500 ? "off" : "on")));
    }
    store(records);
    Raw answer = (Raw) query.ask(new Question(device, "s", START, START + 1000, 10)).orElseThrow();
    assertThat(answer.shortened()).isTrue();
    assertThat(answer.values()).containsExactly("off", "on", "on");
  }
}
