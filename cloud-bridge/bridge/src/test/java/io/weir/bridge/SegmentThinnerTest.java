package io.weir.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.Segments;
import io.weir.uplink.ThinnedPoint;
import io.weir.uplink.Thinning;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentThinnerTest {
  private static final double MINUTE = 1_700_000_040;

  private final SegmentThinner thinner = new SegmentThinner();

  @Test
  void aMinuteBecomesItsMinimumMaximumAndMean() {
    Draft summary = thinner.thin(List.of(entry(1, 0, 30), entry(2, 30, 60))).orElseThrow();
    assertThat(summary.records()).isEqualTo(60);
    assertThat(summary.kind()).isEqualTo(Kind.KIND_THINNED_VALUE);

    Segment sent = Segments.parse(Segments.address("G1", UUID.randomUUID(), 1, 2, summary.body()));
    List<ResolvedRecord> body = RecordsCodec.decode(sent.getBody().toByteArray());
    assertThat(sent.getRecords()).isEqualTo(body.size());
    List<ThinnedPoint> points = Thinning.read(body).points();
    assertThat(points).hasSize(1);
    assertThat(points.get(0).minimum()).isZero();
    assertThat(points.get(0).maximum()).isEqualTo(59);
    assertThat(points.get(0).mean()).isEqualTo(29.5);
  }

  @Test
  void aSummaryCanBeThinnedTogetherWithMoreOfItsMinute() {
    Draft first = thinner.thin(List.of(entry(1, 0, 30))).orElseThrow();
    Draft all = thinner.thin(List.of(new Entry(1, 1, first), entry(2, 30, 60))).orElseThrow();
    assertThat(all.records()).isEqualTo(60);
  }

  @Test
  void whatCannotBeMadeShorterIsLeft() {
    ResolvedRecord text = ResolvedRecord.of("urn:x", "", MINUTE, new Value.Text("hello"));
    assertThat(thinner.thin(List.of(entry(1, List.of(text))))).isEmpty();
  }

  private static Entry entry(long seq, int from, int to) {
    List<ResolvedRecord> records = new ArrayList<>();
    IntStream.range(from, to)
        .forEach(i -> records.add(ResolvedRecord.of("urn:x", "Cel", MINUTE + i, Value.of(i))));
    return entry(seq, records);
  }

  private static Entry entry(long seq, List<ResolvedRecord> records) {
    byte[] kept = Segments.records(io.weir.uplink.proto.Lane.LANE_DATA, records);
    return new Entry(
        seq, seq, Draft.of(Lane.DATA, Kind.KIND_RECORDS_VALUE, kept, records.size(), 0, 0));
  }
}
