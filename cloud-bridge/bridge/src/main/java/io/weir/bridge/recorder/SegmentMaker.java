package io.weir.bridge.recorder;

import io.weir.bridge.uplink.Wire;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes segments of readings, each within the limits. A record that cannot be encoded costs itself
 * only: a gap says that it is lost. One thread.
 */
final class SegmentMaker {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentMaker.class);

  private final int mostRecords;
  private final long mostBytes;
  private final ClockMark clock;

  SegmentMaker(int mostRecords, long mostBytes, ClockMark clock) {
    this.mostRecords = mostRecords;
    this.mostBytes = mostBytes;
    this.clock = clock;
  }

  /** The entries for these readings, in their order. */
  List<Draft> drafts(Lane lane, List<ResolvedRecord> records) {
    List<Draft> drafts = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int to = 0; to < records.size(); to++) {
      bytes += Group.weight(records.get(to));
      if (to + 1 - from >= mostRecords || bytes >= mostBytes || to + 1 == records.size()) {
        add(lane, records.subList(from, to + 1), drafts);
        from = to + 1;
        bytes = 0;
      }
    }
    return drafts;
  }

  private void add(Lane lane, List<ResolvedRecord> records, List<Draft> drafts) {
    try {
      drafts.add(segment(lane, records));
    } catch (RuntimeException e) {
      // whatever it is, the neighbours must arrive: halve until the one record stands alone
      if (records.size() > 1) {
        int middle = records.size() / 2;
        add(lane, records.subList(0, middle), drafts);
        add(lane, records.subList(middle, records.size()), drafts);
        return;
      }
      ResolvedRecord lost = records.get(0);
      LOG.atError()
          .addKeyValue("name", lost.name())
          .setCause(e)
          .log("a record cannot be encoded and is lost");
      long micros = Segments.micros(lost.time());
      String reason = "not-encoded: the record " + lost.name() + ": " + e.getMessage();
      drafts.add(Draft.gap(lane, 1, micros, micros, reason));
    }
  }

  private Draft segment(Lane lane, List<ResolvedRecord> records) {
    Segment.Builder content = Segments.content(Wire.lane(lane), Kind.KIND_RECORDS, records);
    clock.stamp(content);
    byte[] kept = Segments.seal(content);
    return Draft.of(
        lane,
        content.getBeforeSync() ? Wire.RECORDS_BEFORE_SYNC : Kind.KIND_RECORDS_VALUE,
        kept,
        records.size(),
        content.getFirstTimeUs(),
        content.getLastTimeUs());
  }
}
