package io.weir.host;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * What all threads of one plugin together use, looked at once a second. By the host's thread, apart
 * from the two figures, which any thread may ask for.
 */
final class Usage {
  private static final long SECOND = 1_000_000_000L;
  private static final double MEGABYTE = 1 << 20;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private record Taken(long cpu, long bytes) {}

  private final ThreadGroup group;
  private Map<Long, Taken> before = new HashMap<>();
  private long lookedAt;
  private boolean looked;
  private volatile double cpuPercent;
  private volatile double megabytes;

  Usage(ThreadGroup group) {
    this.group = group;
  }

  /** Share of one core over the last second. */
  double cpuPercent() {
    return cpuPercent;
  }

  /** Megabytes a second allocated over the last second. */
  double megabytes() {
    return megabytes;
  }

  /** Looks, if a second has passed. Returns whether there are new figures. */
  boolean look(long now) {
    if (looked && now - lookedAt < SECOND) {
      return false;
    }
    Thread[] threads = new Thread[group.activeCount() + 8];
    int count = group.enumerate(threads);
    Map<Long, Taken> seen = new HashMap<>();
    long cpu = 0;
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      long id = threads[i].getId();
      Taken taken = new Taken(THREADS.getThreadCpuTime(id), THREADS.getThreadAllocatedBytes(id));
      Taken old = before.getOrDefault(id, new Taken(0, 0));
      // -1 for one that has just ended
      cpu += Math.max(0, taken.cpu - old.cpu);
      bytes += Math.max(0, taken.bytes - old.bytes);
      seen.put(id, taken);
    }
    boolean known = looked;
    if (known) {
      double seconds = (double) (now - lookedAt) / SECOND;
      cpuPercent = 100.0 * cpu / SECOND / seconds;
      megabytes = bytes / MEGABYTE / seconds;
    }
    before = seen;
    lookedAt = now;
    looked = true;
    return known;
  }
}
