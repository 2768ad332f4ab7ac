package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.senml.ResolvedRecord;
import io.weir.uplink.Thinning.Thinned;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

class ThinningPropertyTest {

  @Provide
  Arbitrary<List<ResolvedRecord>> anyRecords() {
    return AnyRecords.lists();
  }

  @Property(tries = 200)
  void aThinnedBodyIsReadAsItWasMade(@ForAll("anyRecords") List<ResolvedRecord> records) {
    Thinned thinned = Thinning.thin(records, List.of());
    Thinned read = Thinning.read(RecordsCodec.decode(RecordsCodec.encode(thinned.toRecords())));

    assertThat(read.points()).containsExactlyInAnyOrderElementsOf(thinned.points());
    assertThat(read.readings()).containsExactlyInAnyOrderElementsOf(thinned.readings());
    assertThat(read.count()).isEqualTo(records.size());
  }

  @Tag("slow")
  @Property(tries = 200)
  void thinningInTwoStepsIsThinningOnce(@ForAll("anyRecords") List<ResolvedRecord> records) {
    Thinned first = Thinning.thin(records.subList(0, records.size() / 2), List.of());
    List<ResolvedRecord> rest = new ArrayList<>(first.readings());
    rest.addAll(records.subList(records.size() / 2, records.size()));
    Thinned twice = Thinning.thin(rest, first.points());
    Thinned once = Thinning.thin(records, List.of());

    assertThat(twice.count()).isEqualTo(records.size());
    assertThat(twice.points().stream().map(ThinningPropertyTest::withoutMean))
        .containsExactlyInAnyOrderElementsOf(
            once.points().stream().map(ThinningPropertyTest::withoutMean).toList());
  }

  private static ThinnedPoint withoutMean(ThinnedPoint p) {
    return new ThinnedPoint(
        p.name(), p.unit(), p.quality(), p.minute(), p.minimum(), p.maximum(), 0, p.count());
  }
}
