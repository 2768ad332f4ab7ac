package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.proto.Records;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bytes that somebody else made: each lie is refused by name, before it costs memory. */
class RecordsCodecHostileTest {
  // one series "n" with two times (1 s, 2 s, form 0) and values 5, 6 (form 0)
  private static final int[] TWO_READINGS = {0, 2, 9, 2, 0, 10, 9, 2};

  private static Records.Builder message(int... columns) {
    return Records.newBuilder()
        .addNames("n")
        .addUnits("")
        .addTimeCounts(2)
        .setColumns(bytes(columns));
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }

  private static byte[] body(Records.Builder message) {
    return Deflation.deflate(message.build().toByteArray());
  }

  private static void refused(byte[] body, String reason) {
    assertThatThrownBy(() -> RecordsCodec.decode(body))
        .isInstanceOf(SegmentException.class)
        .hasMessageContaining(reason);
  }

  private static void refused(Consumer<Records.Builder> lie, String reason) {
    Records.Builder message = message(TWO_READINGS);
    lie.accept(message);
    refused(body(message), reason);
  }

  /** The columns of a series of two numbers, after honest times. */
  private static void refusedNumbers(String reason, int... column) {
    int[] columns = Arrays.copyOf(new int[] {0, 2, 9, 2}, 4 + column.length);
    System.arraycopy(column, 0, columns, 4, column.length);
    refused(body(message(columns)), reason);
  }

  private static void refusedShape(int shape, String reason, int... column) {
    int[] columns = Arrays.copyOf(new int[] {0, 2, 9, 2}, 4 + column.length);
    System.arraycopy(column, 0, columns, 4, column.length);
    refused(body(message(columns).addShape(shape)), reason);
  }

  @Test
  void theHonestMessageIsRead() {
    assertThat(RecordsCodec.decode(body(message(TWO_READINGS))))
        .containsExactly(
            ResolvedRecord.of("n", "", 1, new Value.Number(5)),
            ResolvedRecord.of("n", "", 2, new Value.Number(6)));
  }

  @Test
  void fieldsOfALaterVersionAreSkipped() {
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(7).addFixed64(8).build())
            .build();

    assertThat(RecordsCodec.decode(body(message(TWO_READINGS).setUnknownFields(later)))).hasSize(2);
  }

  @Test
  void whatIsNoDeflateStreamIsRefused() {
    byte[] whole = body(message(TWO_READINGS));

    refused(new byte[0], "expected a whole Deflate stream, found a part");
    refused(Arrays.copyOf(whole, whole.length - 1), "expected a whole Deflate stream");
    refused(Arrays.copyOf(whole, whole.length + 3), "nothing after the stream, found 3 bytes");
    refused(new byte[] {7, 1, 2}, "not a Deflate stream");
  }

  @Test
  void aBombIsRefusedWhenItGrows() {
    byte[] bomb = Deflation.deflate(new byte[8 << 20]);

    assertThat(bomb.length).isLessThan(10_000);
    refused(bomb, "expected at most 4194304 bytes inflated");
  }

  @Test
  void whatIsNoMessageIsRefused() {
    refused(Deflation.deflate(new byte[] {-1, -1, -1}), "not a Records message");
    // field 9 as a group that starts and never ends
    refused(Deflation.deflate(new byte[] {0x4b, 0x4b}), "expected no groups, found tag 75");
    byte[] names = new byte[3 << 20];
    for (int i = 0; i < names.length; i += 2) {
      names[i] = 0x12;
    }
    refused(Deflation.deflate(names), "at most a name and a unit for each of 100000");
  }

  @Test
  void listsThatDoNotFitTheNamesAreRefused() {
    refused(m -> m.addUnit(0).addUnit(0), "unit: expected none or 1 entries, found 2");
    refused(m -> m.addShape(0).addShape(0), "shape: expected none or 1 entries, found 2");
    refused(m -> m.addTime(0).addTime(0), "time: expected none or 1 entries, found 2");
    refused(m -> m.addUnit(1), "expected a place below 1, found 1");
    refused(m -> m.addTime(-1), "expected a place below 1, found -1");
    refused(m -> m.clearUnits(), "expected a place below 0, found 0");
    refused(m -> m.clearTimeCounts(), "expected a place below 0, found 0");
    refused(m -> m.clearNames(), "expected an end, found 4 bytes more");
    refused(m -> m.setNames(0, ""), "name must not be empty");
    refused(m -> m.setColumns(m.getColumns().substring(0, 5)), "1 more bytes at 5, found 0");
  }

  @Test
  void countsAreBelievedOnlyWithinTheLimit() {
    refused(m -> m.setTimeCounts(0, -1), "at most 100000 records, found 4294967295");
    refused(m -> m.setTimeCounts(0, 100_001), "at most 100000 records, found 100001");
    refused(m -> m.addTimeCounts(100_000), "found 2 with 100002 times");
    refused(
        m -> {
          m.setPrefix("x".repeat(1 << 20));
          for (int i = 0; i < 9; i++) {
            m.addNames("y");
          }
        },
        "expected a shorter prefix");
  }

  @Test
  void everyLieInANumberColumnIsRefused() {
    refusedNumbers("expected a known form, found 23", 23);
    refusedNumbers("expected a known form, found 67", 67);
    refusedNumbers("expected a known form, found 192", 192);
    refusedNumbers("coding below 32, found 32", 0, 2, 32);
    refusedNumbers("packing below 3, found 3", 0, 2, 12);
    refusedNumbers("1 to 8 bytes a value, found 0", 0, 2, 4, 0);
    refusedNumbers("1 to 8 bytes a value, found 9", 0, 2, 4, 9);
    refusedNumbers("at most ten bytes", 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1);
    refusedNumbers("1 to 2 exceptions, found 3", 128, 3);
    refusedNumbers("0 to 1 values before an exception, found 2", 128, 1, 2);
    refusedNumbers("1 to 2 distinct values, found 3", 66, 3);
    refusedNumbers("expected a known form, found 66", 66, 2, 66);
    refusedNumbers("expected a place below 1, found 5", 66, 1, 0, 2, 10, 9, 0);
    // both bits of infinity: form 64, zigzag of 0x7ff0000000000000, constant
    refusedNumbers(
        "number must be finite", 64, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0xf0, 0xff, 1, 8, 0);
  }

  @Test
  void everyLieInAnotherColumnIsRefused() {
    refusedShape(6, "expected a known shape, found 6");
    refusedShape(64, "expected a known shape, found 64");
    refusedShape(-1, "expected a known shape, found 4294967295");
    refusedShape(Series.INTEGER, "5 fits a double", 10, 8, 0);
    refusedShape(Series.NONE, "neither a value nor a sum");
    refusedShape(Series.BOOLEAN, "expected 1 more bytes");
    refusedShape(Series.QUALITY, "a quality of 0 to 2, found 3", 0, 10, 9, 2, 6, 8, 0);
    refusedShape(Series.TEXT, "distinct texts, found 0", 0, 0);
    refusedShape(Series.TEXT, "distinct texts, found 3", 3, 0, 0, 0);
    refusedShape(Series.TEXT, "expected UTF-8", 1, 1, 0xff);
    refusedShape(Series.TEXT, "expected 100 more bytes", 1, 100, 'a');
    refusedShape(Series.TEXT, "more bytes", 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1);
    refusedShape(Series.DATA, "more bytes", 1, 8, 0);
    refusedShape(Series.DATA, "expected 50 more bytes", 100, 8, 0);
  }

  @Test
  void damagedBodiesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(8428);
    List<byte[]> honest =
        Stream.generate(() -> AnyRecords.lists().sample())
            .map(records -> RecordsWriter.write(records).toByteArray())
            .filter(plain -> plain.length > 100 && plain.length < 10_000)
            .limit(40)
            .toList();
    for (int i = 0; i < 2_000; i++) {
      byte[] plain = honest.get(i % honest.size()).clone();
      for (int hits = random.nextInt(4); hits >= 0; hits--) {
        plain[random.nextInt(plain.length)] = (byte) random.nextInt();
      }
      readOrRefused(Deflation.deflate(plain));
    }
  }

  private static void readOrRefused(byte[] body) {
    try {
      List<ResolvedRecord> records = RecordsCodec.decode(body);
      assertThat(RecordsCodec.decode(RecordsCodec.encode(records))).hasSameSizeAs(records);
    } catch (SegmentException refused) {
      assertThat(refused).hasMessageMatching("(?s).{10,}");
    }
  }
}
