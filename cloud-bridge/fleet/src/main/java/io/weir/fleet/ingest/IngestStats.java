package io.weir.fleet.ingest;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts of what was taken in since the start. Any thread. */
public final class IngestStats implements Consumer<IngestStats.Batch> {
  private final AtomicLong transactions = new AtomicLong();
  private final AtomicLong segments = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();

  /**
   * One transaction.
   *
   * @param segments all that were good
   * @param fresh those of them that were not stored before
   * @param records records in the fresh ones
   */
  public record Batch(int segments, int fresh, int refused, long records, long nanos) {
    Batch plus(Batch more) {
      return new Batch(
          segments + more.segments,
          fresh + more.fresh,
          refused + more.refused,
          records + more.records,
          nanos + more.nanos);
    }
  }

  @Override
  public void accept(Batch batch) {
    transactions.incrementAndGet();
    segments.addAndGet(batch.fresh());
    duplicates.addAndGet(batch.segments() - batch.fresh());
    refused.addAndGet(batch.refused());
    records.addAndGet(batch.records());
    nanos.addAndGet(batch.nanos());
  }

  public long transactions() {
    return transactions.get();
  }

  public long segments() {
    return segments.get();
  }

  public long duplicates() {
    return duplicates.get();
  }

  public long refused() {
    return refused.get();
  }

  public long records() {
    return records.get();
  }

  /** Time spent in transactions, seconds. */
  public double seconds() {
    return nanos.get() / 1e9;
  }
}
