package io.weir.outbox.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is given to the disk. The kernel counts for each thread the bytes of its writes
 * (proc(5), {@code wchar}), and only the writer thread writes. Any thread reads; {@link #attach} is
 * called by the writer thread.
 */
final class Flash {
  private static final String WCHAR = "wchar:";
  private static final long PAGES_OF_A_COMMIT = 5; // entry, index, body, state, schema page

  private final AtomicLong flushes = new AtomicLong();
  private volatile Path account;
  private volatile long lastSeen; // written by the writer thread, or the same number again

  /** Begins to count the calling thread. */
  void attach() {
    try {
      account = Path.of("/proc/thread-self/io").toRealPath();
    } catch (IOException e) {
      account = null; // a kernel without task accounting: estimated
    }
  }

  long written() {
    Path file = account;
    if (file != null) {
      try {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith(WCHAR)) {
            lastSeen = Long.parseLong(line.substring(WCHAR.length()).trim());
          }
        }
      } catch (IOException e) {
        account = null; // the thread has ended: its last number stays
      }
    }
    return lastSeen;
  }

  /** A commit of this many bytes, for kernels that do not count: the log, then the database. */
  void committed(long bytes) {
    if (account == null) {
      lastSeen += 2 * (bytes + PAGES_OF_A_COMMIT * SqliteFile.PAGE_BYTES);
    }
  }

  void flushed(int times) {
    flushes.addAndGet(times);
  }

  long flushes() {
    return flushes.get();
  }
}
