package io.weir.outbox;

import java.util.List;
import java.util.Map;

/**
 * What one transaction holds. Immutable; any thread.
 *
 * @param drafts new entries, in the order of their sequence numbers to be
 * @param covered the broker messages that these entries are made of, or null
 * @param marks small named values (at most 64 KiB each) that must change together with the entries
 */
public record Batch(List<Draft> drafts, Covered covered, Map<String, byte[]> marks) {

  public Batch {
    drafts = List.copyOf(drafts);
    marks = Map.copyOf(marks);
  }

  public static Batch of(Draft... drafts) {
    return new Batch(List.of(drafts), null, Map.of());
  }

  /**
   * A run of broker messages. A later message with a sequence number and a time inside one of the
   * runs is the same message once more; one with the number but another time is a new one, for the
   * broker may lose its newest messages in a power cut and give their numbers again.
   */
  public record Covered(
      long firstSequence, long lastSequence, long firstStoredAtNanos, long lastStoredAtNanos) {}
}
