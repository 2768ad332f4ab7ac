package io.weir.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

  private static final Metric<Double> TEMPERATURE = Metric.number("temperature", "deg");
  private static final Metric<Long> COUNT = Metric.counter("rx:bytes", "B");
  private static final Metric<byte[]> RAW = Metric.data("raw");

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aNumberIsFinite(double value) {
    assertThatThrownBy(() -> Reading.of(TEMPERATURE, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature must be finite, was " + value);
  }

  @Test
  void aValueIsThereAndOfTheMetricsType() {
    assertThatThrownBy(() -> Reading.of(TEMPERATURE, null)).hasMessageContaining("temperature");
    @SuppressWarnings({"unchecked", "rawtypes"})
    Metric<Object> raw = (Metric) COUNT;
    assertThatThrownBy(() -> Reading.of(raw, "7"))
        .hasMessage("rx:bytes must be a Long, was a String");
  }

  @Test
  void bytesAreCopiedInAndOutAndLimited() {
    byte[] bytes = {1, 2};
    Reading<byte[]> reading = Reading.of(RAW, bytes);
    bytes[0] = 9;
    reading.value()[1] = 9;
    assertThat(reading.value()).containsExactly(1, 2);
    assertThat(reading).isEqualTo(Reading.of(RAW, new byte[] {1, 2}));
    assertThat(reading).hasSameHashCodeAs(Reading.of(RAW, new byte[] {1, 2}));
    assertThatThrownBy(() -> Reading.of(RAW, new byte[48 * 1024 + 1]))
        .hasMessage("raw must have at most 49152 bytes, had 49153");
  }

  @Test
  void theShortFormsPutTheSameReading() {
    List<Reading<?>> put = new ArrayList<>();
    Readings out =
        new Readings() {
          @Override
          public void put(Reading<?> reading) {
            put.add(reading);
          }

          @Override
          public void put(SignalFrame frame) {
            throw new AssertionError("no frame was put");
          }
        };
    Instant then = Instant.ofEpochSecond(1_700_000_000);
    out.put(TEMPERATURE, 21);
    out.put(TEMPERATURE, Double.valueOf(21));
    out.put(COUNT, 3);
    out.put(TEMPERATURE, 21.0, Quality.BAD);
    out.put(TEMPERATURE, 21.0, then);
    out.put(TEMPERATURE, 21.0, Quality.UNCERTAIN, then);
    assertThat(put)
        .containsExactly(
            new Reading<>(TEMPERATURE, 21.0, Quality.GOOD, null),
            new Reading<>(TEMPERATURE, 21.0, Quality.GOOD, null),
            new Reading<>(COUNT, 3L, Quality.GOOD, null),
            new Reading<>(TEMPERATURE, 21.0, Quality.BAD, null),
            new Reading<>(TEMPERATURE, 21.0, Quality.GOOD, then),
            new Reading<>(TEMPERATURE, 21.0, Quality.UNCERTAIN, then));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":x", "a b", "a*", "a.>", "\u00e9", "/x", "a\n"})
  void aNameThatSenmlDoesNotCarryIsRefused(String name) {
    assertThatThrownBy(() -> Metric.number(name, "")).hasMessageContaining("RFC 8428 s4.5.1");
  }

  @Test
  void onlyNumbersGrow() {
    assertThat(TEMPERATURE.incremental().type()).isEqualTo(MetricType.INCREMENTAL);
    assertThatThrownBy(() -> Metric.text("state").incremental())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFrameHoldsItsPlanesOneAfterTheOther() {
    SignalFrame frame =
        SignalFrame.of(
            "vib",
            Instant.EPOCH,
            Duration.ofNanos(1_000),
            List.of(SignalChannel.of("x", "g"), SignalChannel.of("y", "g")),
            new short[] {1, 2, 3},
            new short[] {-1, 256, 0});
    assertThat(frame.count()).isEqualTo(3);
    assertThat(frame.samples()).containsExactly(1, 0, 2, 0, 3, 0, -1, -1, 0, 1, 0, 0);
  }

  @Test
  void aFrameWhosePlanesDifferIsRefused() {
    List<SignalChannel> two = List.of(SignalChannel.of("x", "g"), SignalChannel.of("y", "g"));
    assertThatThrownBy(
            () ->
                SignalFrame.of(
                    "vib", Instant.EPOCH, Duration.ofNanos(1), two, new float[2], new float[1]))
        .hasMessageContaining("one length");
    assertThatThrownBy(
            () -> SignalFrame.of("vib", Instant.EPOCH, Duration.ofNanos(1), two, new float[2]))
        .hasMessageContaining("one for each channel");
  }
}
