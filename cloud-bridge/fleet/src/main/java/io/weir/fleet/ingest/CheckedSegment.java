package io.weir.fleet.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.SegmentException;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import java.util.List;
import java.util.UUID;

/**
 * A segment whose body was read once, so that nothing goes into the store that will not come out.
 *
 * @param records what a body of records holds, else empty
 * @param report what a body of a reply holds, or null
 */
record CheckedSegment(
    Arrival arrival,
    UUID epoch,
    Segment segment,
    List<ResolvedRecord> records,
    CommandReport report) {

  /** Times before 1900 and after 2200 are no measurements but a broken clock or a hostile one. */
  private static final double EARLIEST_S = -2.2e9;

  private static final double LATEST_S = 7.3e9;
  private static final int MAX_NAME = 1024;

  long seq() {
    return segment.getSeq();
  }

  /** The store has it. */
  Verdict stored() {
    return new Verdict.Stored(arrival.serial(), epoch, seq());
  }

  /** The store will never take it. */
  Verdict refused(String reason) {
    return new Verdict.Refused(arrival.serial(), epoch, seq(), reason);
  }

  /** How many records go into the store. */
  int storedRecords() {
    return isThinned() ? records.size() : segment.getRecords();
  }

  boolean isThinned() {
    return segment.getKind() == Kind.KIND_THINNED;
  }

  /**
   * Checks envelope and body.
   *
   * @throws SegmentException if it is to be refused for good
   */
  static CheckedSegment of(Arrival arrival, Segment segment) {
    Segments.check(segment);
    if (!segment.getSerial().equals(arrival.serial())) {
      throw new SegmentException(
          "segment's serial: expected "
              + arrival.serial()
              + " as it was sent by, found "
              + segment.getSerial());
    }
    UUID epoch = Segments.epoch(segment.getEpoch());
    byte[] body = segment.getBody().toByteArray();
    return switch (segment.getKind()) {
      case KIND_RECORDS, KIND_THINNED ->
          new CheckedSegment(arrival, epoch, segment, records(segment, body), null);
      case KIND_REPLY -> new CheckedSegment(arrival, epoch, segment, List.of(), report(body));
      case KIND_GAP, KIND_SIGNAL -> new CheckedSegment(arrival, epoch, segment, List.of(), null);
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new SegmentException(
              "segment's kind: expected one that this fleet knows, found "
                  + segment.getKindValue());
    };
  }

  private static List<ResolvedRecord> records(Segment segment, byte[] body) {
    List<ResolvedRecord> records = RecordsCodec.decode(body);
    boolean thinned = segment.getKind() == Kind.KIND_THINNED;
    // what is thinned may say how many records it stands for
    if (thinned ? records.isEmpty() : records.size() != segment.getRecords()) {
      throw new SegmentException(
          "segment's records: expected "
              + segment.getRecords()
              + " in the body, found "
              + records.size());
    }
    for (ResolvedRecord record : records) {
      if (record.time() < EARLIEST_S || record.time() > LATEST_S) {
        throw new SegmentException(
            "a record's time: expected a year from 1900 to 2200, found " + record.time() + " s");
      }
      if (record.name().length() > MAX_NAME) {
        throw new SegmentException(
            "a record's name: expected at most "
                + MAX_NAME
                + " characters, found "
                + record.name().length());
      }
    }
    return records;
  }

  private static CommandReport report(byte[] body) {
    try {
      return CommandReport.parseFrom(body);
    } catch (InvalidProtocolBufferException e) {
      throw new SegmentException("a reply's body: not a command report: " + e.getMessage(), e);
    }
  }
}
