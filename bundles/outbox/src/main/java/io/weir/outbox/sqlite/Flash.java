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

  private final AtomicLong flushes = new AtomicLong();
  private volatile Path account;
  private volatile long lastSeen;

  /** Begins to count the calling thread. */
  void attach() {
    try {
      account = Path.of("/proc/thread-self/io").toRealPath();
    } catch (IOException e) {
      account = null; // a kernel without task accounting: nothing is counted
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

  void flushed(int times) {
    flushes.addAndGet(times);
  }

  long flushes() {
    return flushes.get();
  }
}
