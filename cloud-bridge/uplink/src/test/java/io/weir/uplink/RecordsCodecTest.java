package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RecordsCodecTest {

  @Provide
  Arbitrary<List<ResolvedRecord>> anyRecords() {
    return AnyRecords.lists();
  }

  @Property(tries = 1000)
  void everyRecordComesBackAsItWas(@ForAll("anyRecords") List<ResolvedRecord> records) {
    List<ResolvedRecord> decoded = RecordsCodec.decode(RecordsCodec.encode(records));

    assertThat(bySeries(decoded)).isEqualTo(bySeries(records));
  }

  @Property(tries = 100)
  void whatWasDecodedIsEncodedToTheSameBytes(@ForAll("anyRecords") List<ResolvedRecord> records) {
    byte[] body = RecordsCodec.encode(records);

    assertThat(RecordsCodec.encode(RecordsCodec.decode(body))).isEqualTo(body);
  }

  @Test
  void noRecordsAreNoRecords() {
    assertThat(RecordsCodec.decode(RecordsCodec.encode(List.of()))).isEmpty();
  }

  @Test
  void moreRecordsThanABodyMayHoldAreRefused() {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i <= RecordsCodec.MAX_RECORDS; i++) {
      records.add(ResolvedRecord.of("n", "", i, new Value.Bool(true)));
    }

    assertThatThrownBy(() -> RecordsCodec.encode(records))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected at most 100000 records, found 100001");
    assertThat(RecordsCodec.decode(RecordsCodec.encode(records.subList(1, records.size()))))
        .isEqualTo(records.subList(1, records.size()));
  }

  @Test
  void halfASurrogatePairIsRefusedAndNotReplaced() {
    for (String half : List.of("\ud834", "a\udd1e")) {
      assertThatThrownBy(
              () ->
                  RecordsCodec.encode(List.of(ResolvedRecord.of("n", "", 1, new Value.Text(half)))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  RecordsCodec.encode(
                      List.of(ResolvedRecord.of(half, "", 1, new Value.Bool(true)))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The promise: the same records, each series in its order, series by first appearance. */
  private static Map<List<Object>, List<String>> bySeries(List<ResolvedRecord> records) {
    Map<List<Object>, List<String>> series = new LinkedHashMap<>();
    for (ResolvedRecord record : records) {
      List<Object> key =
          List.of(
              record.name(),
              record.unit(),
              record.value() == null ? "" : record.value().getClass(),
              record.sum() == null,
              record.updateTime() == null);
      series.computeIfAbsent(key, k -> new ArrayList<>()).add(exact(record));
    }
    return series;
  }

  /** Every field, doubles by their bits: 0.0 and -0.0 are not the same. */
  private static String exact(ResolvedRecord r) {
    return "%s %x %s %s %s %s"
        .formatted(
            r.name(),
            Double.doubleToRawLongBits(r.time()),
            r.value(),
            r.sum() == null ? null : Double.doubleToRawLongBits(r.sum()),
            r.updateTime() == null ? null : Double.doubleToRawLongBits(r.updateTime()),
            r.quality());
  }
}
