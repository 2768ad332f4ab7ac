package io.weir.outbox;

import java.util.Map;

/**
 * How the queue stands.
 *
 * @param waiting what waits in each lane that holds anything
 * @param newestSeq the last number given
 * @param diskBytes the database with its write-ahead log
 * @param limitBytes the capacity
 * @param freeBytes free space on its file system
 * @param appended records ever appended in this epoch
 * @param evicted records given up for lack of space
 * @param refused records not taken for lack of space
 * @param dead entries in the dead letters
 * @param fsyncs transactions made durable since the start
 * @param writtenBytes bytes given to the disk since the start, an estimate from pages written
 * @param health what is wrong, as a sentence for the operator; "" when all is well
 */
public record OutboxStats(
    Map<Lane, Waiting> waiting,
    long newestSeq,
    long diskBytes,
    long limitBytes,
    long freeBytes,
    long appended,
    long evicted,
    long refused,
    long dead,
    long fsyncs,
    long writtenBytes,
    String health) {

  public OutboxStats {
    waiting = Map.copyOf(waiting);
  }

  /**
   * @param entries entries that at least one link still wants
   * @param records the records in them
   * @param bytes their bodies
   * @param oldestTimeMicros the oldest record's time, microseconds since 1970
   */
  public record Waiting(long entries, long records, long bytes, long oldestTimeMicros) {}

  /** The records that wait, over all lanes. */
  public long waitingRecords() {
    return waiting.values().stream().mapToLong(Waiting::records).sum();
  }
}
