package io.weir.bridge;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Thinner;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.Segments;
import io.weir.uplink.ThinnedPoint;
import io.weir.uplink.Thinning;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Lane;
import io.weir.uplink.proto.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/**
 * Makes the minimum, maximum and mean of each minute out of old segments of readings. Stateless;
 * called by the outbox's writer thread.
 */
@Component
public final class SegmentThinner implements Thinner {

  @Override
  public Optional<Draft> thin(List<Entry> oldest) {
    List<ResolvedRecord> readings = new ArrayList<>();
    List<ThinnedPoint> points = new ArrayList<>();
    for (Entry entry : oldest) {
      Segment segment = segment(entry);
      if (segment.getBeforeSync()) {
        // its times are not right yet, so its minutes are none
        return Optional.empty();
      }
      List<ResolvedRecord> records = RecordsCodec.decode(segment.getBody().toByteArray());
      if (segment.getKind() == Kind.KIND_THINNED) {
        Thinning.Thinned thinned = Thinning.read(records);
        readings.addAll(thinned.readings());
        points.addAll(thinned.points());
      } else {
        readings.addAll(records);
      }
    }
    Thinning.Thinned thinned = Thinning.thin(readings, points);
    return thinned.points().isEmpty() ? Optional.empty() : Optional.of(draft(thinned));
  }

  private static Draft draft(Thinning.Thinned thinned) {
    Segment.Builder content =
        Segments.content(Lane.LANE_DATA, Kind.KIND_THINNED, thinned.toRecords());
    long first = content.getFirstTimeUs();
    long last = content.getLastTimeUs();
    // what it stands for, so that stored and lost still add up to what was produced
    int records = Math.toIntExact(thinned.count());
    return Draft.of(
        io.weir.outbox.Lane.DATA,
        Kind.KIND_THINNED_VALUE,
        Segments.seal(content),
        records,
        first,
        last);
  }

  private static Segment segment(Entry entry) {
    try {
      return Segment.parseFrom(entry.draft().body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("entry " + entry.seq() + " is no segment", e);
    }
  }
}
