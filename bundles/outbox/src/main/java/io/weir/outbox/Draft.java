package io.weir.outbox;

import java.util.Objects;

/**
 * An entry that has no sequence number yet. The array is shared, treat it as read-only.
 *
 * @param lane where it stands in line
 * @param kind what the bytes are, the writer's own code, 0 to 255
 * @param body the bytes, at most 1 MiB; empty for a gap: a place in the sequence whose records are
 *     known to be lost
 * @param records how many records the bytes stand for
 * @param firstTimeMicros the oldest record's time, microseconds since 1970
 * @param lastTimeMicros the newest record's time
 * @param gapReason why the records are lost, or "" when they are not
 */
public record Draft(
    Lane lane,
    int kind,
    byte[] body,
    int records,
    long firstTimeMicros,
    long lastTimeMicros,
    String gapReason) {

  public Draft {
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(gapReason, "gapReason");
    if (gapReason.isEmpty() == (body.length == 0)) {
      throw new IllegalArgumentException("an entry has either a body or the reason of a gap");
    }
  }

  public static Draft of(Lane lane, int kind, byte[] body, int records, long first, long last) {
    return new Draft(lane, kind, body, records, first, last, "");
  }

  public static Draft gap(Lane lane, int records, long first, long last, String reason) {
    return new Draft(lane, 0, new byte[0], records, first, last, reason);
  }
}
