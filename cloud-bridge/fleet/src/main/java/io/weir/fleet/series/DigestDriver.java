package io.weir.fleet.series;

import io.weir.fleet.store.Housekeeping;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link Digest} when much is in memory or it has been there for long, on a thread of its
 * own ({@code weir-digest}).
 */
public final class DigestDriver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DigestDriver.class);

  /** About 16 MB of memory, and what a restart has to read again. */
  private static final long MANY_POINTS = 500_000;

  private static final long LONG_MS = 5 * 60_000;
  private static final long LOOK_MS = 500;
  private static final long CLEAN_MS = 6 * 3_600_000L;

  private final Digest digest;
  private final Head head;
  private final Housekeeping housekeeping;
  private final Clock clock;
  private final Thread thread = new Thread(this::run, "weir-digest");
  private boolean closed;

  public DigestDriver(Digest digest, Head head, Housekeeping housekeeping, Clock clock) {
    this.digest = digest;
    this.head = head;
    this.housekeeping = housekeeping;
    this.clock = clock;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long lastNanos = System.nanoTime();
    long cleanedNanos = System.nanoTime();
    while (pause()) {
      if (System.nanoTime() - cleanedNanos > CLEAN_MS * 1_000_000) {
        cleanedNanos = System.nanoTime();
        clean();
      }
      boolean isLong = System.nanoTime() - lastNanos > LONG_MS * 1_000_000;
      if (head.points() >= MANY_POINTS || isLong) {
        lastNanos = System.nanoTime();
        once();
      }
    }
  }

  // here, for nobody may delete blocks while the digest takes some up
  private void clean() {
    try {
      long deleted = housekeeping.run(clock.millis());
      if (deleted > 0) {
        LOG.atInfo().addKeyValue("records", deleted).log("old records deleted");
      }
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("the store was not cleaned up");
    }
  }

  private void once() {
    try {
      long start = System.nanoTime();
      long written = digest.run();
      LOG.atDebug()
          .addKeyValue("points", written)
          .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
          .log("points written to blocks");
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("points not written to blocks; they are safe in the landing");
    }
  }

  private synchronized boolean pause() {
    try {
      if (!closed) {
        wait(LOOK_MS);
      }
    } catch (InterruptedException e) {
      return false;
    }
    return !closed;
  }

  /** Lets a run that has begun come to its end. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
