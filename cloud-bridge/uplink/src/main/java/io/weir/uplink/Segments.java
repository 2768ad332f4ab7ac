package io.weir.uplink;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Lane;
import io.weir.uplink.proto.Segment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Builds and checks segments ({@code uplink.proto}). Pure; any thread.
 *
 * <p>A segment is encoded once: {@link #seal} gives the bytes that the outbox keeps, without
 * identity, and {@link #address} puts the identity in front of them when they are sent. Protobuf
 * merges the two parts into one message.
 */
public final class Segments {

  /** No segment is larger, in bytes: the largest entry of an outbox (1 MiB) and its identity. */
  public static final int MAX_BYTES = (1 << 20) + 1024;

  private Segments() {}

  /**
   * The kept form of ordinary readings.
   *
   * @throws IllegalArgumentException as {@link RecordsCodec#encode}, or if the list is empty
   */
  public static byte[] records(Lane lane, List<ResolvedRecord> records) {
    return seal(content(lane, Kind.KIND_RECORDS, records));
  }

  /**
   * A segment of records as a builder, for callers that have more to say ({@code before_sync}).
   *
   * @param kind {@code KIND_RECORDS} or {@code KIND_THINNED}
   */
  public static Segment.Builder content(Lane lane, Kind kind, List<ResolvedRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a segment has at least one record, found none");
    }
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (ResolvedRecord record : records) {
      long micros = micros(record.time());
      first = Math.min(first, micros);
      last = Math.max(last, micros);
    }
    return Segment.newBuilder()
        .setLane(lane)
        .setKind(kind)
        .setRecords(records.size())
        .setFirstTimeUs(first)
        .setLastTimeUs(last)
        .setBody(ByteString.copyFrom(RecordsCodec.encode(records)));
  }

  /**
   * The kept form: adds the checksum and serializes.
   *
   * @throws IllegalArgumentException if the identity is set already: it belongs to {@link #address}
   */
  public static byte[] seal(Segment.Builder content) {
    if (!content.getSerial().isEmpty() || content.getSeq() != 0 || content.getThrough() != 0) {
      throw new IllegalArgumentException("expected a segment without identity, found " + content);
    }
    return content.setCrc32C(crc32c(content.getBody())).build().toByteArray();
  }

  /**
   * The sent form: the kept bytes under their identity. Nothing is decoded or encoded again.
   *
   * @param through the last number it stands for, {@code seq} or more
   */
  public static byte[] address(String serial, UUID epoch, long seq, long through, byte[] sealed) {
    byte[] identity =
        Segment.newBuilder()
            .setSerial(serial)
            .setEpoch(ByteString.copyFrom(bytes(epoch)))
            .setSeq(seq)
            .setThrough(through == seq ? 0 : through)
            .build()
            .toByteArray();
    return ByteBuffer.allocate(identity.length + sealed.length).put(identity).put(sealed).array();
  }

  /**
   * Reads what {@link #address} made and checks all that can be checked without its body's content.
   *
   * @throws SegmentException if the bytes are not a whole, undamaged segment
   */
  public static Segment parse(byte[] sent) {
    if (sent.length > MAX_BYTES) {
      throw new SegmentException(
          "a segment has at most " + MAX_BYTES + " bytes, found " + sent.length);
    }
    try {
      Segment segment = Segment.parseFrom(sent);
      check(segment);
      return segment;
    } catch (InvalidProtocolBufferException e) {
      throw new SegmentException("not a segment: " + e.getMessage(), e);
    }
  }

  /**
   * Checks a segment that came inside another message.
   *
   * @throws SegmentException if it is not a whole, undamaged segment
   */
  public static void check(Segment segment) {
    expect(!segment.getSerial().isEmpty(), "serial", "a serial number", "none");
    expect(segment.getEpoch().size() == 16, "epoch", "16 bytes", segment.getEpoch().size());
    expect(segment.getSeq() >= 1, "seq", "1 or more", segment.getSeq());
    expect(
        segment.getThrough() == 0 || segment.getThrough() >= segment.getSeq(),
        "through",
        "0 or at least seq " + segment.getSeq(),
        segment.getThrough());
    expect(segment.getRecords() >= 0, "records", "at most 2^31-1", segment.getRecords());
    boolean gap = segment.getKind() == Kind.KIND_GAP;
    expect(gap == segment.getBody().isEmpty(), "body", gap ? "none" : "some bytes", "otherwise");
    expect(gap != segment.getGapReason().isEmpty(), "gap_reason", "one in a gap only", "otherwise");
    int crc = crc32c(segment.getBody());
    expect(crc == segment.getCrc32C(), "crc32c", hex(segment.getCrc32C()), hex(crc));
  }

  private static void expect(boolean holds, String field, Object expected, Object found) {
    if (!holds) {
      throw new SegmentException(
          "segment's " + field + ": expected " + expected + ", found " + found);
    }
  }

  private static String hex(int crc) {
    return String.format("%08x", crc);
  }

  /** CRC-32C (Castagnoli, RFC 3720 s12.1) over a body. */
  public static int crc32c(ByteString body) {
    CRC32C crc = new CRC32C();
    body.asReadOnlyByteBufferList().forEach(crc::update);
    return (int) crc.getValue();
  }

  /** Seconds to microseconds since 1970; what a long cannot hold becomes its nearest end. */
  public static long micros(double seconds) {
    return Math.round(seconds * 1e6);
  }

  /** An epoch as it travels: 16 bytes, most significant first (RFC 9562 s4). */
  public static byte[] bytes(UUID epoch) {
    return ByteBuffer.allocate(16)
        .putLong(epoch.getMostSignificantBits())
        .putLong(epoch.getLeastSignificantBits())
        .array();
  }

  /**
   * @throws SegmentException unless there are 16 bytes
   */
  public static UUID epoch(ByteString bytes) {
    expect(bytes.size() == 16, "epoch", "16 bytes", bytes.size());
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
