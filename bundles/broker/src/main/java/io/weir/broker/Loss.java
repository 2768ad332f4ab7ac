package io.weir.broker;

/**
 * Readings that were given up before they reached the stream. Immutable; any thread.
 *
 * @param subject where they would have been published
 * @param records how many, from 1
 * @param firstMicros the oldest one's time, microseconds since 1970
 * @param lastMicros the newest one's time
 * @param reason why: a word for the kind, a colon, and a sentence for the operator
 */
public record Loss(String subject, long records, long firstMicros, long lastMicros, String reason) {

  /** The same with another loss of the same kind added. */
  public Loss and(Loss other) {
    return new Loss(
        subject,
        records + other.records,
        Math.min(firstMicros, other.firstMicros),
        Math.max(lastMicros, other.lastMicros),
        reason);
  }
}
