package io.weir.system.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.outbox.Batch;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import io.weir.outbox.sqlite.Policy;
import io.weir.outbox.sqlite.Settings;
import io.weir.outbox.sqlite.SqliteOutbox;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.JDBC;

/** Fifty kinds of damage to the files of a process that was killed. */
class DamageIT {
  private static final int ENTRIES = 300;
  private static final int CHECKPOINTED = 180;
  private static final String DB = "outbox.db";
  private static final String LOG = "outbox.db-wal";
  private static final int[] SEEDS = {1, 2, 3, 4};
  private static final int USUAL_PAGE = 1024;
  private static final boolean LONG = Boolean.getBoolean("weir.soak");

  /** So many are appended after the last acknowledgement: its commit holds that as well. */
  private static final int AFTER = 5;

  @TempDir Path folder;
  private UUID epoch;
  private int page;

  private interface Change {
    void to(Path directory, Random random) throws IOException;
  }

  private record Kind(String name, int seed, Change change) {}

  private List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (int seed : page == USUAL_PAGE || LONG ? SEEDS : new int[] {SEEDS[0]}) {
      kinds.add(new Kind("a bit of the database", seed, (d, r) -> flip(d.resolve(DB), r, 0)));
      kinds.add(new Kind("a bit of the log", seed, (d, r) -> flip(d.resolve(LOG), r, 0)));
      kinds.add(new Kind("a page of zeros", seed, (d, r) -> fill(d.resolve(DB), r, 1, false)));
      kinds.add(new Kind("ten pages of zeros", seed, (d, r) -> fill(d.resolve(DB), r, 10, false)));
      kinds.add(new Kind("a page of noise", seed, (d, r) -> fill(d.resolve(DB), r, 1, true)));
      kinds.add(new Kind("ten pages of noise", seed, (d, r) -> fill(d.resolve(DB), r, 10, true)));
      kinds.add(new Kind("noise in the log", seed, (d, r) -> fill(d.resolve(LOG), r, 3, true)));
      kinds.add(new Kind("a database cut short", seed, (d, r) -> cut(d.resolve(DB), r)));
      kinds.add(new Kind("a log cut short", seed, (d, r) -> cut(d.resolve(LOG), r)));
      kinds.add(new Kind("a bit of the header", seed, (d, r) -> flip(d.resolve(DB), r, 100)));
      kinds.add(
          new Kind("a bit of the identity", seed, (d, r) -> flip(d.resolve("identity"), r, 0)));
    }
    kinds.add(new Kind("no log", 0, (d, r) -> Files.delete(d.resolve(LOG))));
    kinds.add(new Kind("no identity", 0, (d, r) -> Files.delete(d.resolve("identity"))));
    kinds.add(new Kind("no database", 0, (d, r) -> Files.delete(d.resolve(DB))));
    kinds.add(new Kind("an empty database", 0, (d, r) -> Files.write(d.resolve(DB), new byte[0])));
    kinds.add(new Kind("text", 0, (d, r) -> Files.writeString(d.resolve(DB), "not a database")));
    kinds.add(
        new Kind(
            "noise behind the end",
            0,
            (d, r) ->
                Files.write(
                    d.resolve(DB), new byte[3 * page], java.nio.file.StandardOpenOption.APPEND)));
    return kinds;
  }

  private static void flip(Path file, Random random, int within) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long position = random.nextInt(within > 0 ? within : (int) bytes.length());
      bytes.seek(position);
      int old = bytes.read();
      bytes.seek(position);
      bytes.write(old ^ (1 << random.nextInt(8)));
    }
  }

  private void fill(Path file, Random random, int pages, boolean noise) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] fill = new byte[page];
      for (int i = 0; i < pages; i++) {
        if (noise) {
          random.nextBytes(fill);
        }
        bytes.seek((long) random.nextInt((int) (bytes.length() / page)) * page);
        bytes.write(fill);
      }
    }
  }

  private static void cut(Path file, Random random) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength((long) (bytes.length() * random.nextDouble()));
    }
  }

  private static SqliteOutbox open(Path directory) throws IOException {
    SqliteOutbox outbox =
        SqliteOutbox.open(
            Settings.of(directory, 64 << 20, Policy.DROP_NEWEST).withDisk(0, 0), "test");
    outbox.links(Set.of(Appender.LINK));
    return outbox;
  }

  /** The files of an outbox that was killed with much in its log. Returns what was acknowledged. */
  private List<Entry> fill(Path directory) throws IOException {
    List<Entry> sent = new ArrayList<>();
    try (SqliteOutbox first = open(directory.resolveSibling("live"))) {
      append(first, 0, CHECKPOINTED);
    }
    SqliteOutbox outbox = open(directory.resolveSibling("live"));
    epoch = outbox.epoch();
    append(outbox, CHECKPOINTED, ENTRIES - AFTER);
    for (boolean newest : new boolean[] {false, true}) {
      for (Entry entry :
          outbox.peek(new Peek(Appender.LINK, Lane.DATA, newest, Set.of(), 20, 1 << 20))) {
        sent.add(entry);
        outbox.acknowledge(Appender.LINK, List.of(new SeqRange(entry.seq(), entry.through())));
      }
    }
    append(outbox, ENTRIES - AFTER, ENTRIES);
    copy(directory.resolveSibling("live"), directory);
    outbox.close();
    return sent;
  }

  private static void append(SqliteOutbox outbox, int first, int end) {
    for (int i = first; i < end; i++) {
      outbox.append(Batch.of(Appender.draft(i)));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String name : List.of(DB, LOG, "identity")) {
      Files.copy(from.resolve(name), to.resolve(name));
    }
  }

  /** A database keeps the size of page that it was made with. */
  private void pagesOf(int bytes, Path directory) throws IOException, SQLException {
    page = bytes;
    Path live = Files.createDirectories(directory).resolve(DB);
    try (Connection connection = JDBC.createConnection("jdbc:sqlite:" + live, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size = " + bytes);
      statement.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statement.execute("PRAGMA journal_mode = WAL");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {USUAL_PAGE, 4096})
  void noDamageStopsItOrGoesUntold(int pageBytes) throws IOException, SQLException {
    pagesOf(pageBytes, folder.resolve("live"));
    Path base = folder.resolve("base");
    List<Entry> sent = fill(base);
    List<Kind> kinds = kinds();
    assertThat(kinds).hasSize(page == USUAL_PAGE || LONG ? 50 : 17);
    int whole = 0;
    for (int i = 0; i < kinds.size(); i++) {
      Kind kind = kinds.get(i);
      Path directory = folder.resolve("damaged" + i);
      copy(base, directory);
      kind.change().to(directory, new Random(kind.seed()));
      whole += check(kind.name() + " " + kind.seed(), directory, sent) ? 1 : 0;
    }
    System.out.printf(
        "%d kinds of damage, pages of %d: all told, %d without any loss%n",
        kinds.size(), pageBytes, whole);
  }

  private boolean check(String what, Path directory, List<Entry> sent) throws IOException {
    Ledger ledger = new Ledger();
    for (int i = 0; i < ENTRIES; i++) {
      ledger.line("A " + i + " 0");
    }
    long start = System.nanoTime();
    try (SqliteOutbox outbox = open(directory)) {
      if (outbox.epoch().equals(epoch)) {
        sent.forEach(entry -> ledger.line(Appender.line(entry)));
      } else { // what the cloud has counts, but its numbers are of another sequence
        sent.forEach(entry -> ledger.elsewhere(Appender.index(entry)));
      }
      append(outbox, ENTRIES, ENTRIES + 5);
      ledger.take(outbox);
      assertThat(System.nanoTime() - start).as(what).isLessThan(30_000_000_000L);
      long lost = ledger.lost(ledger.acceptedSoFar());
      ledger.assertNothingTwice(what);
      assertThat(ledger.broken()).as(what + ": entries with other bytes").isZero();
      assertThat(ledger.missing()).as("%s: records in gaps, %d lost", what, lost).isEqualTo(lost);
      return lost == 0;
    }
  }
}
