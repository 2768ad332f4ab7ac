package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Lane;
import io.weir.uplink.proto.Segment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  private static final UUID EPOCH = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  private static final List<ResolvedRecord> RECORDS =
      List.of(
          ResolvedRecord.of("urn:a", "Cel", 1.7e9 + 0.5, new Value.Number(21.5)),
          ResolvedRecord.of("urn:a", "Cel", 1.7e9, new Value.Number(21.4)));

  private static byte[] sent() {
    return Segments.address("GW-1", EPOCH, 7, 7, Segments.records(Lane.LANE_DATA, RECORDS));
  }

  @Test
  void whatWasSealedAndAddressedIsOneSegment() {
    Segment segment = Segments.parse(sent());

    assertThat(segment.getSerial()).isEqualTo("GW-1");
    assertThat(Segments.epoch(segment.getEpoch())).isEqualTo(EPOCH);
    assertThat(segment.getSeq()).isEqualTo(7);
    assertThat(segment.getThrough()).isZero();
    assertThat(segment.getLane()).isEqualTo(Lane.LANE_DATA);
    assertThat(segment.getKind()).isEqualTo(Kind.KIND_RECORDS);
    assertThat(segment.getRecords()).isEqualTo(2);
    assertThat(segment.getFirstTimeUs()).isEqualTo(1_700_000_000_000_000L);
    assertThat(segment.getLastTimeUs()).isEqualTo(1_700_000_000_500_000L);
    assertThat(RecordsCodec.decode(segment.getBody().toByteArray())).isEqualTo(RECORDS);
  }

  @Test
  void aGapHasAReasonAndNoBody() {
    byte[] gap =
        Segments.seal(
            Segment.newBuilder()
                .setLane(Lane.LANE_DATA)
                .setKind(Kind.KIND_GAP)
                .setRecords(12)
                .setGapReason("evicted"));

    Segment segment = Segments.parse(Segments.address("GW-1", EPOCH, 3, 9, gap));

    assertThat(segment.getThrough()).isEqualTo(9);
    assertThat(segment.getGapReason()).isEqualTo("evicted");
  }

  @Test
  void anySingleDamagedByteOfTheBodyIsNoticed() {
    Segment whole = Segments.parse(sent());
    for (int i = 0; i < whole.getBody().size(); i++) {
      byte[] body = whole.getBody().toByteArray();
      body[i] ^= 0x10;
      Segment damaged = whole.toBuilder().setBody(ByteString.copyFrom(body)).build();

      assertThatThrownBy(() -> Segments.check(damaged))
          .isInstanceOf(SegmentException.class)
          .hasMessageStartingWith("segment's crc32c: expected ");
    }
  }

  @Test
  void eachMalformedFieldIsRefusedByName() {
    Segment whole = Segments.parse(sent());

    refused(whole.toBuilder().clearSerial(), "serial");
    refused(whole.toBuilder().setEpoch(ByteString.copyFromUtf8("short")), "epoch");
    refused(whole.toBuilder().setSeq(0), "seq");
    refused(whole.toBuilder().setSeq(-1), "seq");
    refused(whole.toBuilder().setThrough(6), "through");
    refused(whole.toBuilder().setRecords(-1), "records");
    refused(whole.toBuilder().clearBody(), "body");
    refused(whole.toBuilder().setKind(Kind.KIND_GAP), "body");
    refused(whole.toBuilder().setGapReason("why"), "gap_reason");
    refused(whole.toBuilder().clearCrc32C(), "crc32c");
  }

  private static void refused(Segment.Builder segment, String field) {
    assertThatThrownBy(() -> Segments.parse(segment.build().toByteArray()))
        .isInstanceOf(SegmentException.class)
        .hasMessageStartingWith("segment's " + field + ":");
  }

  @Test
  void bytesThatAreNoSegmentAreRefused() {
    assertThatThrownBy(() -> Segments.parse("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(SegmentException.class);
    assertThatThrownBy(() -> Segments.parse(new byte[Segments.MAX_BYTES + 1]))
        .isInstanceOf(SegmentException.class)
        .hasMessage("a segment has at most 1049600 bytes, found 1049601");
  }

  @Test
  void theIdentityIsGivenOnlyWhenSent() {
    assertThatThrownBy(() -> Segments.seal(Segment.newBuilder().setSeq(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theChecksumIsCrc32c() {
    // RFC 3720 B.4: 32 bytes of zeroes
    assertThat(Segments.crc32c(ByteString.copyFrom(new byte[32]))).isEqualTo(0x8a9136aa);
  }
}
