package io.weir.plugin.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Metric;
import io.weir.plugin.MetricType;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {

  private static final Metric<Double> T = Metric.number("temperature", "Cel");
  private static final Metric<Boolean> DOOR = Metric.bool("door");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Processor processor;
  private final List<Reading<?>> out = new ArrayList<>();

  @Test
  void aMetricThatNoRuleFitsPassesAsItIs() {
    rules("cpu:* deadband=1");
    put(T, 1.0, 1.0, 1.0);
    assertThat(values()).containsExactly(1.0, 1.0, 1.0);
    assertThat(out).allMatch(reading -> reading.time() == null);
  }

  @Test
  void theFirstRuleThatFitsIsTheOne() {
    rules("temp* scale=2; temperature scale=3; * scale=4");
    put(T, 1.0);
    put(Metric.number("other", ""), 1.0);
    assertThat(values()).containsExactly(2.0, 4.0);
  }

  @Test
  void scaleAndOffsetConvertNumbersAndOnlyThose() {
    rules("* scale=1.8 offset=32 unit=degF");
    put(T, 100.0);
    put(Metric.counter("count", ""), 10L);
    put(DOOR, true);
    assertThat(values()).containsExactly(212.0, 50.0, true);
    assertThat(out.get(0).metric()).isEqualTo(Metric.number("temperature", "degF"));
    assertThat(out.get(1).metric().type()).isEqualTo(MetricType.INCREMENTAL);
  }

  @Test
  void onChangeReportsChangesOfValueAndOfQuality() {
    rules("* on-change");
    put(DOOR, true, true, false, false, true);
    put(Reading.of(DOOR, true).with(Quality.BAD));
    put(Reading.of(DOOR, true).with(Quality.BAD));
    assertThat(values()).containsExactly(true, false, true, true);
    assertThat(processor.suppressed()).isEqualTo(3);
  }

  @Test
  void aDeadBandIsAroundTheLastReported() {
    rules("* deadband=0.5");
    put(T, 20.0, 20.4, 20.5, 20.6, 20.2, 20.0);
    assertThat(values()).containsExactly(20.0, 20.6, 20.0);
  }

  @Test
  void aDeadBandInPerCentGrowsWithTheValue() {
    rules("* deadband=10%");
    put(T, 100.0, 109.0, 111.0, 121.0, 123.0, -1.0, -1.05, -1.2);
    assertThat(values()).containsExactly(100.0, 111.0, 123.0, -1.0, -1.2);
  }

  @Test
  void afterTheMaximumIntervalAReadingIsReportedUnchanged() {
    rules("* deadband=1 max-interval=60s");
    for (int i = 0; i <= 130; i += 10) {
      put(T, 20.0);
      pass(10);
    }
    assertThat(values()).hasSize(3);
  }

  @Test
  void withinTheMinimumIntervalTheNewestIsHeldAndReportedWhenItIsOver() {
    rules("* min-interval=10s");
    put(T, 1.0, 2.0, 3.0);
    assertThat(values()).containsExactly(1.0);
    pass(9);
    assertThat(values()).containsExactly(1.0);
    pass(1);
    assertThat(values()).containsExactly(1.0, 3.0);
    pass(60);
    assertThat(values()).containsExactly(1.0, 3.0);
  }

  @Test
  void whatWentBackIntoTheBandIsNotReportedAsItWasOutside() {
    rules("* deadband=1 min-interval=10s");
    put(T, 20.0, 25.0, 20.5);
    pass(10);
    assertThat(values()).containsExactly(20.0, 20.5);
  }

  @Test
  void aWindowIsOneReading() {
    rules("* window=10s");
    put(T, 1.0, 2.0, 6.0);
    assertThat(values()).isEmpty();
    pass(10);
    assertThat(values()).containsExactly(3.0);
    pass(100);
    assertThat(values()).containsExactly(3.0);
    put(T, 7.0);
    pass(10);
    assertThat(values()).containsExactly(3.0, 7.0);
  }

  @Test
  void aWindowsAggregatesHaveTheirOwnNames() {
    rules("* window=10s:mean,min,max,last");
    put(T, 4.0, 1.0, 7.0, 4.0);
    pass(10);
    assertThat(out)
        .extracting(reading -> reading.metric().name() + "=" + reading.value())
        .containsExactly(
            "temperature:mean=4.0",
            "temperature:min=1.0",
            "temperature:max=7.0",
            "temperature:last=4.0");
  }

  @Test
  void badReadingsDoNotCountInAWindowAndDoubtfulOnesShow() {
    rules("* window=10s");
    put(Reading.of(T, 1.0));
    put(Reading.of(T, 3.0).with(Quality.UNCERTAIN));
    put(Reading.of(T, 999.0).with(Quality.BAD));
    pass(10);
    put(Reading.of(T, 5.0).with(Quality.BAD));
    pass(10);
    assertThat(values()).containsExactly(2.0, 5.0);
    assertThat(out.stream().map(Reading::quality)).containsExactly(Quality.UNCERTAIN, Quality.BAD);
  }

  @Test
  void aRateCapDropsWhatIsTooMuch() {
    rules("* rate=3/s");
    put(T, 1.0, 2.0, 3.0, 4.0, 5.0);
    pass(1);
    put(T, 6.0);
    assertThat(values()).containsExactly(1.0, 2.0, 3.0, 6.0);
  }

  @Test
  void optionsWorkTogether() {
    rules("temperature scale=10 window=10s:max deadband=5");
    put(T, 1.0, 2.0);
    pass(10);
    put(T, 2.4);
    pass(10);
    put(T, 2.6);
    pass(10);
    assertThat(values()).containsExactly(20.0, 26.0);
  }

  @Test
  void atTheEndNothingIsLeftBehind() {
    rules("temperature window=10s; door min-interval=10s");
    put(T, 1.0, 3.0);
    put(DOOR, true, false);
    out.addAll(processor.flush());
    assertThat(values()).containsExactly(true, 2.0, false);
    assertThat(processor.flush()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * dead-band=1       | option must be one of scale, offset
          * deadband=wide     | deadband must be text that matches
          * scale=            | scale must be text that matches
          * window=10         | window must be a time like 500ms, 10s, 5min or 1h, was "10"
          * window=10s:median | window must be one of mean, min, max, last, was "median"
          * min-interval=0s   | min-interval must be positive, was 0
          * rate=5            | rate must be a rate like 100/s or 5/min, was "5"
          * rate=0/s          | rate must be positive, was 0
          * on-change on-change | on-change must be given once
          """)
  void aRuleThatDoesNotFitIsRefusedByName(String rules, String message) {
    assertThatThrownBy(() -> Processing.parse(rules))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageContaining(message);
  }

  private void rules(String rules) {
    processor = new Processor(Processing.parse(rules));
  }

  @SafeVarargs
  private <T> void put(Metric<T> metric, T... values) {
    for (T value : values) {
      put(Reading.of(metric, value));
    }
  }

  private void put(Reading<?> reading) {
    out.addAll(processor.accept(reading, now));
  }

  private void pass(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
    out.addAll(processor.tick(now));
  }

  private List<Object> values() {
    return out.stream().<Object>map(Reading::value).toList();
  }
}
