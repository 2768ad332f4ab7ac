package io.weir.bridge.uplink;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.SegmentException;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the times of a segment that was made before the clock was set. Stateless; any thread. */
final class Correction {
  private static final Logger LOG = LoggerFactory.getLogger(Correction.class);
  // below a second the clock was as good as set
  private static final double NOTHING = 1;

  private Correction() {}

  /** The segment with true times; as it was where they are not known. */
  static byte[] corrected(byte[] kept, TrueTime clock) {
    try {
      Segment segment = Segment.parseFrom(kept);
      OptionalLong first = clock.at(segment.getBoot(), segment.getBootClockUs());
      return first.isEmpty() ? kept : moved(segment, first.getAsLong());
    } catch (InvalidProtocolBufferException | SegmentException e) {
      LOG.atWarn().setCause(e).log("a segment cannot be corrected and goes as it is");
      return kept;
    }
  }

  private static byte[] moved(Segment segment, long trueFirstMicros) {
    double shift = (trueFirstMicros - segment.getFirstTimeUs()) / 1e6;
    // an agent before this one did not say when it made the segment: at about its first record then
    long made = segment.getMadeUs() != 0 ? segment.getMadeUs() : segment.getFirstTimeUs();
    double trulyMade = made / 1e6 + shift;
    List<ResolvedRecord> records =
        RecordsCodec.decode(segment.getBody().toByteArray()).stream()
            .map(record -> Math.abs(shift) < NOTHING ? record : moved(record, shift, trulyMade))
            .toList();
    return Segments.seal(Segments.content(segment.getLane(), Kind.KIND_RECORDS, records));
  }

  /**
   * A sensor, or a program, with a clock of its own gave the true time already: that one is not
   * moved. It is known by being nearer to the moment at which the segment was made.
   */
  private static ResolvedRecord moved(ResolvedRecord record, double shift, double trulyMade) {
    double moved = record.time() + shift;
    boolean another = Math.abs(record.time() - trulyMade) < Math.abs(moved - trulyMade);
    double time = another ? record.time() : moved;
    return new ResolvedRecord(
        record.name(),
        record.unit(),
        time,
        record.value(),
        record.sum(),
        record.updateTime(),
        record.quality());
  }
}
