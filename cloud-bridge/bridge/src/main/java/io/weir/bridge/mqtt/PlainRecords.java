package io.weir.bridge.mqtt;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.SegmentException;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SignalFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a segment holds, as records that any SenML reader understands. Readings are what they were;
 * a thinned minute has four records whose names end in {@code /min}, {@code /max}, {@code /mean}
 * and {@code /count}; a gap is {@code weir:gap_records}, {@code weir:gap_until} and {@code
 * weir:gap_reason} at its beginning; a command's report is {@code weir:reply}; a signal frame is
 * its protobuf as a data value under the stream's name. Immutable; any thread.
 *
 * @param gatewayBase the gateway's base name
 */
record PlainRecords(String gatewayBase) {

  /**
   * @throws SegmentException if the body is not what the segment says
   */
  List<ResolvedRecord> of(Segment segment) {
    return switch (segment.getKind()) {
      case KIND_RECORDS -> RecordsCodec.decode(segment.getBody().toByteArray());
      case KIND_THINNED ->
          RecordsCodec.decode(segment.getBody().toByteArray()).stream()
              .map(PlainRecords::thinned)
              .toList();
      case KIND_GAP -> gap(segment, segment.getGapReason());
      case KIND_REPLY -> List.of(reply(segment));
      case KIND_SIGNAL -> List.of(signal(segment));
      case KIND_UNSPECIFIED, UNRECOGNIZED ->
          gap(segment, "content of kind " + segment.getKindValue());
    };
  }

  List<ResolvedRecord> gap(Segment segment, String reason) {
    return gap(
        segment.getRecords(),
        segment.getFirstTimeUs() / 1e6,
        segment.getLastTimeUs() / 1e6,
        reason);
  }

  List<ResolvedRecord> gap(long records, double first, double last, String reason) {
    return List.of(
        own("gap_records", "count", first, Value.of(records)),
        own("gap_until", "s", first, new Value.Number(last)),
        own("gap_reason", "", first, new Value.Text(reason)));
  }

  private ResolvedRecord own(String name, String unit, double time, Value value) {
    return ResolvedRecord.of(gatewayBase + "weir:" + name, unit, time, value);
  }

  /** A # marks a thinned point on our own wire, and is not allowed in a name (s4.5.1). */
  private static ResolvedRecord thinned(ResolvedRecord record) {
    return new ResolvedRecord(
        record.name().replace('#', '/'),
        record.unit(),
        record.time(),
        record.value(),
        record.sum(),
        record.updateTime(),
        record.quality());
  }

  private ResolvedRecord reply(Segment segment) {
    try {
      CommandReport report = CommandReport.parseFrom(segment.getBody());
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("id", report.getId());
      said.put("state", report.getState().name().toLowerCase(Locale.ROOT));
      if (report.getState() == CommandReport.State.DONE) {
        said.put("status", report.getStatus());
        said.put("response", report.getResponse().toStringUtf8());
      }
      if (report.getState() == CommandReport.State.PROGRESS) {
        said.put("percent", report.getPercent());
        said.put("message", report.getMessage());
      }
      double time = report.getAtMs() / 1e3;
      return own("reply", "", time, new Value.Text(JSON.std.asString(said)));
    } catch (InvalidProtocolBufferException e) {
      throw new SegmentException("body: not a report: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private ResolvedRecord signal(Segment segment) {
    try {
      SignalFrame frame = SignalFrame.parseFrom(segment.getBody());
      return ResolvedRecord.of(
          frame.getStream().startsWith("urn:")
              ? frame.getStream()
              : gatewayBase + frame.getStream(),
          "",
          frame.getStartNs() / 1e9,
          new Value.Data(segment.getBody().toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new SegmentException("body: not a signal frame: " + e.getMessage(), e);
    }
  }
}
