package io.weir.fleet.ingest;

import io.weir.fleet.command.Answers;
import io.weir.fleet.series.Head;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.store.GapTable;
import io.weir.fleet.store.SegmentTable;
import io.weir.fleet.store.SignalTable;
import io.weir.fleet.store.StreamTable;
import io.weir.uplink.Thinning;
import io.weir.uplink.proto.Segment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Writes checked segments in one transaction: each at most once, whatever was sent twice. One
 * thread, one transaction.
 */
final class SegmentWriter implements AutoCloseable {
  // more is no gateway but names made of values
  private static final int MAX_SERIES = 20_000;

  private final Handle handle;
  private final Head head;
  private final SegmentTable segments;
  private final Map<String, Long> devices;
  private final Map<Long, DeviceTable.Counts> counts = new LinkedHashMap<>();
  private final List<Fresh> fresh = new ArrayList<>();
  private final long nowMs;

  /** A segment that was not stored before, and whose it is. */
  record Fresh(long deviceId, CheckedSegment segment) {}

  /**
   * @param devices ids by serial that are known from before
   */
  SegmentWriter(Handle handle, Head head, Map<String, Long> devices, long nowMs)
      throws SQLException {
    this.handle = handle;
    this.head = head;
    this.segments = new SegmentTable(handle);
    this.devices = devices;
    this.nowMs = nowMs;
  }

  /**
   * Writes a segment, or counts it if it is stored.
   *
   * @return why it is refused, if it is
   */
  Optional<String> write(CheckedSegment checked) throws SQLException {
    String serial = checked.arrival().serial();
    long device = device(serial);
    int series = head.seriesWith(device, Names.base(serial), checked.records());
    if (series > MAX_SERIES) {
      refuse(serial);
      return Optional.of(
          "a gateway has at most " + MAX_SERIES + " series, this would be " + series);
    }
    long epoch = segments.epoch(device, checked.epoch());
    DeviceTable.Counts count = count(device);
    boolean added =
        switch (checked.segment().getKind()) {
          case KIND_RECORDS, KIND_THINNED -> records(device, epoch, checked, count);
          case KIND_GAP -> gap(epoch, checked.segment(), count);
          case KIND_SIGNAL -> signal(device, epoch, checked, count);
          case KIND_REPLY -> reply(device, epoch, checked, count);
          case KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalStateException("unchecked kind " + checked.segment().getKind());
        };
    if (added) {
      count.segments++;
      fresh.add(new Fresh(device, checked));
    } else {
      count.duplicateSegments++;
      count.duplicateRecords += checked.segment().getRecords();
    }
    return Optional.empty();
  }

  /** Counts a segment that is refused. */
  void refuse(String serial) {
    count(device(serial)).refusedSegments++;
  }

  /** Ends the transaction's work: writes what was counted. The caller commits. */
  List<Fresh> finish() {
    counts.forEach((device, count) -> DeviceTable.add(handle, device, count, nowMs));
    return fresh;
  }

  private void insert(long epoch, CheckedSegment checked, int records) throws SQLException {
    Segment segment = checked.segment();
    segments.insert(
        new SegmentTable.Row(
            epoch,
            checked.isThinned(),
            segment.getSeq(),
            segment.getSeq(),
            segment.getLaneValue(),
            records,
            nowMs));
  }

  private boolean records(long device, long epoch, CheckedSegment checked, DeviceTable.Counts count)
      throws SQLException {
    Segment segment = checked.segment();
    if (segments.has(epoch, checked.isThinned(), segment.getSeq())) {
      return false;
    }
    insert(epoch, checked, checked.storedRecords());
    segments.land(device, checked.isThinned(), segment.getBody().toByteArray());
    ClockWord.in(checked)
        .ifPresent(word -> DeviceTable.clock(handle, device, word.offsetMs(), word.atMs(), nowMs));
    stored(epoch, checked, count);
    return true;
  }

  private boolean signal(long device, long epoch, CheckedSegment checked, DeviceTable.Counts count)
      throws SQLException {
    Segment segment = checked.segment();
    if (segments.has(epoch, false, segment.getSeq())) {
      return false;
    }
    insert(epoch, checked, segment.getRecords());
    SignalTable.insert(
        handle,
        device,
        segment.getFirstTimeUs(),
        segment.getLastTimeUs(),
        segment.getRecords(),
        segment.getBody().toByteArray());
    Frames.stream(checked.arrival().serial(), segment)
        .ifPresent(stream -> StreamTable.add(handle, device, stream));
    stored(epoch, checked, count);
    return true;
  }

  private void stored(long epoch, CheckedSegment checked, DeviceTable.Counts count) {
    Segment segment = checked.segment();
    count.records += checked.storedRecords();
    count.newestUs = Math.max(count.newestUs, segment.getLastTimeUs());
    if (checked.isThinned()) {
      count.thinnedRecords += Thinning.read(checked.records()).count();
      count.thinnedPoints += checked.storedRecords();
    } else {
      count.gapRecords -=
          GapTable.found(
              handle, epoch, segment.getLaneValue(), segment.getSeq(), checked.storedRecords());
    }
  }

  private boolean gap(long epoch, Segment segment, DeviceTable.Counts count) throws SQLException {
    long through = Math.max(segment.getSeq(), segment.getThrough());
    GapTable.Gap gap =
        new GapTable.Gap(
            epoch,
            segment.getLaneValue(),
            segment.getSeq(),
            through,
            segment.getRecords(),
            segment.getFirstTimeUs(),
            segment.getLastTimeUs(),
            segment.getGapReason());
    if (GapTable.has(handle, gap)) {
      return false;
    }
    long found = segments.records(epoch, gap.lane(), gap.seq(), through);
    count.gapRecords += GapTable.put(handle, gap, found, nowMs);
    return true;
  }

  private boolean reply(long device, long epoch, CheckedSegment checked, DeviceTable.Counts count)
      throws SQLException {
    Segment segment = checked.segment();
    if (segments.has(epoch, false, segment.getSeq())) {
      return false;
    }
    insert(epoch, checked, 0);
    Answers.apply(handle, device, checked.report(), nowMs);
    return true;
  }

  private long device(String serial) {
    return devices.computeIfAbsent(serial, key -> DeviceTable.ensure(handle, key, nowMs));
  }

  private DeviceTable.Counts count(long device) {
    return counts.computeIfAbsent(device, id -> new DeviceTable.Counts());
  }

  @Override
  public void close() throws SQLException {
    segments.close();
  }
}
