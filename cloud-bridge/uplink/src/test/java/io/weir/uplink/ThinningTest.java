package io.weir.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.Thinning.Thinned;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static final double MINUTE = 1_699_999_980;

  private static List<ResolvedRecord> readings(double from, double... values) {
    List<ResolvedRecord> readings = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      readings.add(ResolvedRecord.of("n", "Cel", from + i, new Value.Number(values[i])));
    }
    return readings;
  }

  @Test
  void aMinuteBecomesItsMinimumMaximumMeanAndCount() {
    Thinned thinned = Thinning.thin(readings(MINUTE, 1.5, 4, 2.5, 1, 3), List.of());

    assertThat(thinned.readings()).isEmpty();
    assertThat(thinned.points())
        .containsExactly(new ThinnedPoint("n", "Cel", Quality.GOOD, MINUTE, 1, 4, 2.4, 5));
    assertThat(thinned.toRecords())
        .extracting(ResolvedRecord::name)
        .containsExactly("n#min", "n#max", "n#mean", "n#count");
  }

  @Test
  void minutesAreThoseOfTheClock() {
    Thinned thinned =
        Thinning.thin(readings(MINUTE + 55, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10), List.of());

    assertThat(thinned.points())
        .extracting(ThinnedPoint::minute, ThinnedPoint::maximum)
        .containsExactly(tuple(MINUTE, 5.0), tuple(MINUTE + 60, 10.0));
  }

  @Test
  void whatWouldNotGetSmallerStays() {
    List<ResolvedRecord> four = readings(MINUTE, 1, 2, 3, 4);

    assertThat(Thinning.thin(four, List.of())).isEqualTo(new Thinned(List.of(), four));
  }

  @Test
  void whatIsNoPlainNumberStays() {
    List<ResolvedRecord> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(ResolvedRecord.of("n", "", MINUTE, new Value.Text("on")));
      others.add(new ResolvedRecord("n", "", MINUTE, null, 2.0, null, Quality.GOOD));
      others.add(ResolvedRecord.of("n#min", "", MINUTE, new Value.Number(1)));
    }

    assertThat(Thinning.thin(others, List.of()).readings()).isEqualTo(others);
  }

  @Test
  void aBadReadingDoesNotMoveTheGoodOnes() {
    List<ResolvedRecord> mixed = readings(MINUTE, 1, 2, 3, 4, 5);
    for (ResolvedRecord good : readings(MINUTE, 1, 2, 3, 4, 999)) {
      mixed.add(new ResolvedRecord("n", "Cel", good.time(), good.value(), null, null, Quality.BAD));
    }

    assertThat(Thinning.thin(mixed, List.of()).points())
        .extracting(ThinnedPoint::quality, ThinnedPoint::maximum)
        .containsExactly(tuple(Quality.GOOD, 5.0), tuple(Quality.BAD, 999.0));
  }

  @Test
  void theEndOfTheRangeIsNoTrap() {
    double most = Double.MAX_VALUE;
    Thinned thinned = Thinning.thin(readings(most, most, -most, most, most, most), List.of());

    assertThat(thinned.points()).hasSize(1);
    assertThat(thinned.points().get(0).mean()).isFinite().isCloseTo(most * 0.6, within(most / 1e9));
  }
}
