package io.weir.bridge.uplink;

import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import java.util.UUID;

/**
 * Puts a gateway's identity before a stored entry, and gives a gap its form on the wire. Immutable;
 * any thread.
 *
 * @param serial the gateway
 * @param epoch the outbox's
 */
public record Wire(String serial, UUID epoch) {

  /** The segment that is sent for this entry. */
  public Outgoing outgoing(Entry entry) {
    Draft draft = entry.draft();
    byte[] kept = draft.gapReason().isEmpty() ? draft.body() : gap(draft);
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
