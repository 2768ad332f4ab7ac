package io.weir.bridge.uplink;

import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import java.util.UUID;

/**
 * Puts a gateway's identity before a stored entry, gives a gap its form on the wire, and corrects
 * times that were taken before the clock was set. Immutable; any thread.
 *
 * @param serial the gateway
 * @param epoch the outbox's
 * @param clock knows the true time of what was made before the clock was set
 */
public record Wire(String serial, UUID epoch, TrueTime clock) {
  /** The code of an entry of records whose times may be corrected: KIND_RECORDS and a flag. */
  public static final int RECORDS_BEFORE_SYNC = 0x40 | Kind.KIND_RECORDS_VALUE;

  /** The segment that is sent for this entry. */
  public Outgoing outgoing(Entry entry) {
    Draft draft = entry.draft();
    byte[] kept = draft.gapReason().isEmpty() ? body(draft) : gap(draft);
    byte[] wire = Segments.address(serial, epoch, entry.seq(), entry.through(), kept);
    return new Outgoing(entry.seq(), draft.lane(), wire);
  }

  /** The wire's name of a lane. */
  public static io.weir.uplink.proto.Lane lane(Lane lane) {
    return switch (lane) {
      case REPLY -> io.weir.uplink.proto.Lane.LANE_REPLY;
      case ALERT -> io.weir.uplink.proto.Lane.LANE_ALERT;
      case DATA -> io.weir.uplink.proto.Lane.LANE_DATA;
      case SIGNAL -> io.weir.uplink.proto.Lane.LANE_SIGNAL;
    };
  }

  private byte[] body(Draft draft) {
    return draft.kind() == RECORDS_BEFORE_SYNC
        ? Correction.corrected(draft.body(), clock)
        : draft.body();
  }

  private static byte[] gap(Draft draft) {
    return Segments.seal(
        Segment.newBuilder()
            .setLane(lane(draft.lane()))
            .setKind(Kind.KIND_GAP)
            .setRecords(draft.records())
            .setFirstTimeUs(draft.firstTimeMicros())
            .setLastTimeUs(draft.lastTimeMicros())
            .setGapReason(draft.gapReason()));
  }
}
