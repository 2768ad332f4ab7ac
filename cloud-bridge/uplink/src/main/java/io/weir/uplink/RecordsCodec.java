package io.weir.uplink;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.proto.Records;
import java.io.IOException;
import java.util.List;

/**
 * The body of a segment of records: columns in a {@link Records} message ({@code records.proto}),
 * then raw Deflate. Pure; any thread.
 *
 * <p>Lossless: every field of every record comes back as it was, doubles bit for bit. What is
 * decoded stands series by series in the order of each one's first record; within a series (name,
 * unit, type of value, sum and update time there or not) the records keep their order.
 */
public final class RecordsCodec {

  /**
   * No body holds more records; a segment is closed at 1,000 (uplink.md), thinned ones may merge.
   */
  public static final int MAX_RECORDS = 100_000;

  /** No body is larger when inflated, in bytes. */
  public static final int MAX_INFLATED = 4 << 20;

  // fields of a later version are skipped, and not kept: a kept one takes many times its bytes
  private static final Parser<Records> PARSER = DiscardUnknownFieldsParser.wrap(Records.parser());

  private RecordsCodec() {}

  /**
   * @throws IllegalArgumentException if there are more than {@link #MAX_RECORDS} or more bytes than
   *     {@link #MAX_INFLATED}, or if a text has half a surrogate pair
   */
  public static byte[] encode(List<ResolvedRecord> records) {
    if (records.size() > MAX_RECORDS) {
      throw new IllegalArgumentException(
          "expected at most " + MAX_RECORDS + " records, found " + records.size());
    }
    byte[] plain = RecordsWriter.write(records).toByteArray();
    if (plain.length > MAX_INFLATED) {
      throw new IllegalArgumentException(
          "expected at most " + MAX_INFLATED + " bytes of records, found " + plain.length);
    }
    return Deflation.deflate(plain);
  }

  /**
   * @throws SegmentException if the bytes are not such a body; nothing is allocated on their word
   *     alone
   */
  public static List<ResolvedRecord> decode(byte[] body) {
    byte[] plain = Deflation.inflate(body, MAX_INFLATED);
    try {
      RecordsReader.checkNames(plain);
      CodedInputStream in = CodedInputStream.newInstance(plain);
      in.setRecursionLimit(8);
      return RecordsReader.read(PARSER.parseFrom(in));
    } catch (InvalidProtocolBufferException e) {
      throw new SegmentException("body: not a Records message: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new SegmentException("body: holds what no record may: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new SegmentException("body: cannot be read: " + e.getMessage(), e);
    }
  }
}
