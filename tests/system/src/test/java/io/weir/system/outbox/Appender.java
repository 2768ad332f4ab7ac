package io.weir.system.outbox;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxException;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import io.weir.outbox.sqlite.Policy;
import io.weir.outbox.sqlite.Settings;
import io.weir.outbox.sqlite.SqliteOutbox;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A small main program that appends as fast as it can and says what became of it, for tests that
 * kill it or break its disk. Lines: {@code A index seq} appended; {@code F index reason} refused;
 * {@code S seq index} and {@code G seq through records} handed over to the cloud; {@code END}.
 *
 * <p>Arguments: folder, first index, how many (0: for ever), whether to drain, checkpoint-friendly
 * limit in bytes.
 */
public final class Appender {
  static final String LINK = "cloud";

  /** Begins each line that is meant for the ledger; other lines are the log's. */
  static final String MARK = "> ";

  /** Ends each such line: without it the line was cut off. */
  static final String END_OF_LINE = " .";

  private static final int SMALLEST = 100;
  private static final int SPREAD = 3000;

  private Appender() {}

  /** The bytes that belong to an index: it can be read back from them, and they can be checked. */
  static byte[] body(long index) {
    Random random = new Random(index);
    byte[] body = new byte[SMALLEST + random.nextInt(SPREAD)];
    random.nextBytes(body);
    ByteBuffer.wrap(body).putLong(index);
    return body;
  }

  static Draft draft(long index) {
    return Draft.of(Lane.DATA, 1, body(index), 1, index, index);
  }

  static long index(Entry entry) {
    return ByteBuffer.wrap(entry.draft().body()).getLong();
  }

  public static void main(String[] args) throws Exception {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    Settings settings =
        Settings.of(Path.of(args[0]), Long.parseLong(args[4]), Policy.DROP_NEWEST).withDisk(0, 0);
    SqliteOutbox outbox = SqliteOutbox.open(settings, "test");
    outbox.links(Set.of(LINK));
    AtomicLong next = new AtomicLong(Long.parseLong(args[1]));
    long count = Long.parseLong(args[2]);
    long end = count == 0 ? Long.MAX_VALUE : next.get() + count;
    Thread[] threads = new Thread[2];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> append(outbox, next, end, out), "append-" + i);
      threads[i].start();
    }
    Thread drain = new Thread(() -> drain(outbox, out), "drain");
    drain.setDaemon(true);
    if (Boolean.parseBoolean(args[3])) {
      drain.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    drain.interrupt();
    drain.join();
    outbox.close();
    say(out, "END");
  }

  private static void append(SqliteOutbox outbox, AtomicLong next, long end, PrintStream out) {
    for (long index = next.getAndIncrement(); index < end; index = next.getAndIncrement()) {
      try {
        long seq = outbox.append(Batch.of(draft(index))).get(0);
        say(out, "A " + index + " " + seq);
      } catch (OutboxException e) {
        say(out, "F " + index + " " + e.getMessage());
      }
    }
  }

  private static void drain(SqliteOutbox outbox, PrintStream out) {
    long seen = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        seen = outbox.awaitAppend(seen, java.time.Duration.ofSeconds(1));
        for (Entry entry : outbox.peek(new Peek(LINK, Lane.DATA, false, Set.of(), 8, 1 << 20))) {
          say(out, line(entry));
          outbox.acknowledge(LINK, List.of(new SeqRange(entry.seq(), entry.through())));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OutboxException e) {
      say(out, "P " + e.getMessage());
    }
  }

  static String line(Entry entry) {
    return entry.draft().body().length == 0
        ? "G " + entry.seq() + " " + entry.through() + " " + entry.draft().records()
        : "S " + entry.seq() + " " + index(entry);
  }

  /** A whole line in one write, so that a kill leaves none in halves but the last. */
  private static void say(PrintStream out, String line) {
    synchronized (out) {
      out.print(MARK + line + END_OF_LINE + "\n");
      out.flush();
    }
  }
}
