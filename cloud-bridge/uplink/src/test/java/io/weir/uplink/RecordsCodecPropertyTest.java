package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.senml.ResolvedRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Properties stand apart: a test report holds one engine's results of a class. */
class RecordsCodecPropertyTest {

  @Provide
  Arbitrary<List<ResolvedRecord>> anyRecords() {
    return AnyRecords.lists();
  }

  @Tag("slow")
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
