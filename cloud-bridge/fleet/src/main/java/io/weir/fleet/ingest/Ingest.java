package io.weir.fleet.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.fleet.ingest.SegmentStore.Answered;
import io.weir.fleet.ingest.SegmentStore.Written;
import io.weir.fleet.series.Head;
import io.weir.fleet.store.Database;
import io.weir.uplink.SegmentException;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Segment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes segments from every link, checks them, and stores as many as wait in one transaction. What
 * is stored is answered after the commit, never before; while the store cannot commit nothing is
 * answered and the queue fills, so that gateways keep what they have. {@link #offer} may be called
 * from any thread; the work is done on {@code weir-ingest}.
 */
public final class Ingest implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

  /** What waits at most: some seconds of work, and at 64 KiB a segment 64 MiB. */
  static final int QUEUE = 1024;

  // one flush of the disk for so many: more would only make the first of them wait
  private static final int BATCH = 256;
  private static final int BATCH_BYTES = 8 << 20;
  private static final long RETRY_MS = 1000;
  // failures in a row after which it may be the batch and not the store
  private static final int SUSPECT = 3;

  private final BlockingQueue<Arrival> queue = new ArrayBlockingQueue<>(QUEUE);
  private final SegmentStore store;
  private final Runnable afterBatch;
  private final Consumer<IngestStats.Batch> listener;
  private final Thread thread = new Thread(this::run, "weir-ingest");
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean closed;
  private volatile boolean healthy = true;

  /**
   * @param afterBatch run when all answers of a batch were given, for links that put them together
   * @param listener told what each batch was
   */
  public Ingest(
      Database database,
      Head head,
      Clock clock,
      Runnable afterBatch,
      Consumer<IngestStats.Batch> listener) {
    this.store = new SegmentStore(database, head, clock);
    this.afterBatch = afterBatch;
    this.listener = listener;
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a segment, or says no when too much waits: then nothing will be answered. */
  public boolean offer(Arrival arrival) {
    return !closed && queue.offer(arrival);
  }

  /** Whether the last commit went well. */
  public boolean isHealthy() {
    return healthy;
  }

  public int waiting() {
    return queue.size();
  }

  private void run() {
    while (!closed) {
      try {
        List<Arrival> batch = take();
        if (!batch.isEmpty()) {
          store(batch);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private List<Arrival> take() throws InterruptedException {
    Arrival first = queue.poll(200, TimeUnit.MILLISECONDS);
    List<Arrival> batch = new ArrayList<>();
    int bytes = 0;
    for (Arrival next = first; next != null; next = queue.poll()) {
      batch.add(next);
      bytes += next.bytes().length;
      if (batch.size() == BATCH || bytes > BATCH_BYTES) {
        break;
      }
    }
    return batch;
  }

  private void store(List<Arrival> batch) throws InterruptedException {
    List<CheckedSegment> good = new ArrayList<>(batch.size());
    List<Answered> refused = new ArrayList<>();
    for (Arrival arrival : batch) {
      check(arrival, good, refused);
    }
    Written written = commit(good, refused);
    listener.accept(written.stats());
    for (Answered answered : written.answers()) {
      answered.arrival().answer().accept(answered.verdict());
    }
    afterBatch.run();
  }

  private static void check(Arrival arrival, List<CheckedSegment> good, List<Answered> refused) {
    Segment segment;
    UUID epoch;
    try {
      segment = Segment.parseFrom(arrival.bytes());
      epoch = Segments.epoch(segment.getEpoch());
    } catch (InvalidProtocolBufferException | SegmentException e) {
      refused.add(new Answered(arrival, new Verdict.Unreadable(arrival.serial(), e.getMessage())));
      return;
    }
    try {
      int size = arrival.bytes().length;
      if (size > Segments.MAX_BYTES) {
        throw new SegmentException(
            "a segment has at most " + Segments.MAX_BYTES + " bytes, found " + size);
      }
      good.add(CheckedSegment.of(arrival, segment));
    } catch (SegmentException e) {
      refused.add(
          new Answered(
              arrival,
              new Verdict.Refused(arrival.serial(), epoch, segment.getSeq(), e.getMessage())));
    }
  }

  /** Commits, however long the store needs to come back. */
  private Written commit(List<CheckedSegment> good, List<Answered> refused)
      throws InterruptedException {
    for (int failures = 0; !closed; failures++) {
      if (failures >= SUSPECT && store.isWritable()) {
        return good.size() > 1 ? oneByOne(good, refused) : giveUp(good, refused);
      }
      try {
        Written written = store.write(good, refused);
        if (!healthy) {
          LOG.atInfo().log("the store takes segments again");
        }
        healthy = true;
        return written;
      } catch (RuntimeException e) {
        if (healthy) {
          LOG.atError().setCause(e).log("the store takes no segments; gateways keep theirs");
        }
        healthy = false;
        stop.await(RETRY_MS, TimeUnit.MILLISECONDS);
      }
    }
    throw new InterruptedException("closed before the commit");
  }

  /** The store works but not with this batch: find which of them it is. */
  private Written oneByOne(List<CheckedSegment> good, List<Answered> refused)
      throws InterruptedException {
    List<Answered> answers = new ArrayList<>(refused);
    IngestStats.Batch sum = new IngestStats.Batch(0, 0, refused.size(), 0, 0);
    for (CheckedSegment segment : good) {
      Written written = commit(List.of(segment), List.of());
      answers.addAll(written.answers());
      sum = sum.plus(written.stats());
    }
    return new Written(answers, sum);
  }

  /** Acknowledges nothing: its gateway will send it again, and the others go on. */
  private Written giveUp(List<CheckedSegment> good, List<Answered> refused) {
    List<Answered> answers = new ArrayList<>(refused);
    for (CheckedSegment segment : good) {
      Arrival arrival = segment.arrival();
      answers.add(new Answered(arrival, new Verdict.Failed(arrival.serial(), segment.seq())));
      LOG.atError()
          .addKeyValue("serial", arrival.serial())
          .addKeyValue("seq", segment.seq())
          .log("a segment that the store cannot write; left with its gateway");
    }
    healthy = true;
    return new Written(answers, new IngestStats.Batch(0, 0, refused.size(), 0, 0));
  }

  /** Stops after the batch in hand; what waits was not answered and will be sent again. */
  @Override
  public void close() {
    closed = true;
    stop.countDown();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
