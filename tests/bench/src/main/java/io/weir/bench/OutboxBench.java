package io.weir.bench;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxStats;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import io.weir.outbox.sqlite.Policy;
import io.weir.outbox.sqlite.Settings;
import io.weir.outbox.sqlite.SqliteOutbox;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.RecordsCodec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.sqlite.JDBC;

/**
 * The outbox against SQLite's own limit, in the same run on the same disk: {@code OutboxBench
 * FOLDER ROUNDS}. Prints medians for docs/benchmarks.md.
 *
 * <p>SQLite's limit is a plain program: WAL, synchronous=FULL, rows of 200 bytes, 50 to a
 * transaction. The outbox is given the same readings as segments, encoding included.
 */
public final class OutboxBench {
  private static final long ROUND_NANOS = 2_000_000_000L;
  private static final int PLAIN_ROWS = 50;
  private static final int PLAIN_BYTES = 200;
  private static final int SERIES = 10;
  private static final long QUEUED = 1_000_000;
  private static final String LINK = "cloud";

  private final Path folder;
  private final Random random = new Random(1);
  private final double[] level = new double[SERIES];
  private long time = 1_700_000_000_000L;
  private int run;

  private OutboxBench(Path folder) {
    this.folder = folder;
  }

  /** What one round of appending came to, for each record. */
  private record Ingest(double perSecond, double written, double onDisk) {}

  public static void main(String[] args) throws Exception {
    OutboxBench bench = new OutboxBench(Path.of(args[0]));
    int rounds = Integer.parseInt(args[1]);
    List<Double> plain = new ArrayList<>();
    List<Double> log = new ArrayList<>();
    List<List<Ingest>> ours = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int[] sizes = {PLAIN_ROWS, 250, 1000};
    for (int round = 0; round < rounds; round++) { // in turn, so that all see the same machine
      plain.add(bench.plain());
      log.add(bench.log());
      for (int i = 0; i < sizes.length; i++) {
        ours.get(i).add(bench.outbox(sizes[i]));
      }
    }
    double limit = median(plain);
    System.out.println(
        "| durable ingest | records/s | against SQLite | written B/record | disk B/record |");
    System.out.println("|---|---|---|---|---|");
    System.out.printf("| plain SQLite, %d rows a commit | %,.0f | 1 | | |%n", PLAIN_ROWS, limit);
    System.out.printf(
        "| append log, %d rows a flush | %,.0f | %.2f | | |%n",
        PLAIN_ROWS, median(log), median(log) / limit);
    for (int i = 0; i < sizes.length; i++) {
      double perSecond = median(ours.get(i).stream().map(Ingest::perSecond).toList());
      System.out.printf(
          "| outbox, segments of %,d | %,.0f | %.2f | %.1f | %.2f |%n",
          sizes[i],
          perSecond,
          perSecond / limit,
          median(ours.get(i).stream().map(Ingest::written).toList()),
          median(ours.get(i).stream().map(Ingest::onDisk).toList()));
    }
    bench.million();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private double plain() throws SQLException, IOException {
    Path file = fresh().resolve("plain.db");
    byte[] payload = new byte[PLAIN_BYTES];
    try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("CREATE TABLE queue(id INTEGER PRIMARY KEY, payload BLOB)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO queue(payload) VALUES(?)")) {
        long rows = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < ROUND_NANOS) {
          statement.execute("BEGIN");
          for (int i = 0; i < PLAIN_ROWS; i++) {
            random.nextBytes(payload);
            insert.setBytes(1, payload);
            insert.executeUpdate();
          }
          statement.execute("COMMIT");
          rows += PLAIN_ROWS;
        }
        return rows / seconds(start);
      }
    }
  }

  /** The least that is durable: rows at the end of a file, a flush for each fifty. */
  private double log() throws IOException {
    Path file = fresh().resolve("plain.log");
    byte[] payload = new byte[PLAIN_ROWS * PLAIN_BYTES];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long rows = 0;
      long start = System.nanoTime();
      while (System.nanoTime() - start < ROUND_NANOS) {
        random.nextBytes(payload);
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(false);
        rows += PLAIN_ROWS;
      }
      return rows / seconds(start);
    }
  }

  private Ingest outbox(int segment) throws IOException {
    try (SqliteOutbox outbox = open(Long.MAX_VALUE / 4)) {
      long records = 0;
      OutboxStats before = outbox.stats();
      long start = System.nanoTime();
      while (System.nanoTime() - start < ROUND_NANOS) {
        outbox.append(Batch.of(segment(segment)));
        records += segment;
      }
      double perSecond = records / seconds(start);
      OutboxStats after = outbox.stats();
      return new Ingest(
          perSecond,
          (double) (after.writtenBytes() - before.writtenBytes()) / records,
          (double) after.diskBytes() / records);
    }
  }

  /** A million queued: what that costs on disk and in the heap, and how fast it is read again. */
  private void million() throws IOException {
    try (SqliteOutbox outbox = open(Long.MAX_VALUE / 4)) {
      outbox.append(Batch.of(segment(1000)));
      long heapBefore = heap();
      for (long queued = 1000; queued < QUEUED; queued += 1000) {
        outbox.append(Batch.of(segment(1000)));
      }
      long heapAfter = heap();
      OutboxStats stats = outbox.stats();
      long start = System.nanoTime();
      long read = 0;
      List<Entry> entries = outbox.peek(peek());
      while (!entries.isEmpty()) {
        for (Entry entry : entries) {
          read += entry.draft().records();
          outbox.acknowledge(LINK, List.of(new SeqRange(entry.seq(), entry.through())));
        }
        entries = outbox.peek(peek());
      }
      System.out.printf(
          "| a million queued: disk B/record %.2f, heap %+,d kB, read and acknowledged %,.0f"
              + " records/s, written with that %.1f B/record | | | | |%n",
          (double) stats.diskBytes() / QUEUED,
          (heapAfter - heapBefore) / 1024,
          read / seconds(start),
          (double) outbox.stats().writtenBytes() / QUEUED);
    }
  }

  private static Peek peek() {
    return new Peek(LINK, Lane.DATA, false, Set.of(), 32, 1 << 20);
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private SqliteOutbox open(long limit) throws IOException {
    SqliteOutbox outbox =
        SqliteOutbox.open(Settings.of(fresh(), limit, Policy.DROP_NEWEST).withDisk(0, 0), "bench");
    outbox.links(Set.of(LINK));
    return outbox;
  }

  /** Ten temperatures, sampled together, to a tenth of a degree. */
  private Draft segment(int records) {
    List<ResolvedRecord> list = new ArrayList<>(records);
    long first = time;
    while (list.size() < records) {
      for (int i = 0; i < SERIES && list.size() < records; i++) {
        level[i] += random.nextInt(3) - 1;
        list.add(
            ResolvedRecord.of(
                "urn:cpt:device:sn:BENCH:t" + i,
                "Cel",
                time / 1e3,
                new Value.Number((200 + level[i]) / 10)));
      }
      time += 10;
    }
    byte[] body = RecordsCodec.encode(list);
    return Draft.of(Lane.DATA, 1, body, records, first * 1000, time * 1000);
  }

  private Path fresh() throws IOException {
    Path before = folder.resolve("bench" + run);
    if (Files.exists(before)) {
      try (Stream<Path> files = Files.walk(before)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    run++;
    return Files.createDirectories(folder.resolve("bench" + run));
  }
}
