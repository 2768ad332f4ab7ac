package io.weir.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gateway's durable queue. Append, peek, send, acknowledge: what was acknowledged is gone, what
 * was not is sent again under the same sequence number. It keeps opaque bytes and never decodes
 * them.
 *
 * <p>All methods may be called from any thread; writes are made by one thread of its own ({@code
 * weir-outbox}) and those that arrive together share one transaction.
 */
@ProviderType
public interface Outbox {

  /**
   * Names this queue's sequence: made when the database is created, new when it had to be replaced.
   */
  UUID epoch();

  /**
   * Names the links that want every entry. An entry leaves when all of them have acknowledged it. A
   * name that is new wants what is appended from now on and all that still waits; a name left out
   * no longer holds anything back.
   */
  void links(Set<String> names);

  /** The names that hold entries back now: those told last, also before a restart. */
  Set<String> links();

  /**
   * What waits for this link alone, over all lanes. Reads the database: for a report, not for each
   * entry.
   */
  OutboxStats.Waiting waiting(String link);

  /**
   * Appends everything in the batch in one transaction, or nothing. Durable (synchronous=FULL) when
   * it returns.
   *
   * @return the sequence number of each draft, in their order
   * @throws OutboxFull if the limit is reached and the policy is to refuse, or the disk is full;
   *     nothing was written
   * @throws OutboxException if the disk or the database failed; nothing was written
   */
  List<Long> append(Batch batch);

  /**
   * Says whether a broker message is in what was appended before (see {@link Batch#covered()}).
   *
   * @param sequence the broker's sequence number
   * @param storedAtNanos when the broker stored it, nanoseconds since 1970
   */
  boolean covers(long sequence, long storedAtNanos);

  /**
   * The broker messages that were passed over: between two runs of the same numbering that are
   * covered, and not covered themselves. Each with the times of its two neighbours.
   */
  List<Batch.Covered> passedOver();

  /** A small named value that was written with the last batch that had it, or null. */
  byte[] mark(String name);

  /**
   * Reads entries that the link has not acknowledged, without their removal. Bodies are read from
   * disk now and belong to the caller.
   */
  List<Entry> peek(Peek peek);

  /**
   * The cloud of this link has these entries for good. Unknown numbers are ignored. Not durable at
   * once: losing an acknowledgement in a power cut means that the entry is sent again.
   */
  void acknowledge(String link, List<SeqRange> ranges);

  /**
   * The cloud of this link refuses this entry for good. The third refusal moves it to the dead
   * letters and leaves a gap in its place.
   *
   * @param reason what the cloud said, for the operator
   */
  void refuse(String link, long seq, String reason);

  /**
   * Blocks until something is appended after {@code seq}, or the wait is over. Returns the newest
   * sequence number.
   */
  long awaitAppend(long seq, Duration wait) throws InterruptedException;

  /**
   * How long to collect before an append, so that the bytes written a day stay within the budget
   * for the flash memory: what is wanted, or longer (at most 60 s) when the budget runs short.
   */
  default Duration groupTime(Duration wanted) {
    return wanted;
  }

  /** How it stands now. Cheap: kept in memory. */
  OutboxStats stats();
}
