package io.weir.fleet.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.weir.uplink.proto.SignalChannel;
import io.weir.uplink.proto.SignalEncoding;
import io.weir.uplink.proto.SignalFrame;
import io.weir.uplink.proto.SignalLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class SamplesTest {

  @Test
  void fewSamplesAreGivenAsTheyAreOfEitherLayout() {
    for (SignalLayout layout : new SignalLayout[] {SignalLayout.INTERLEAVED, SignalLayout.PLANAR}) {
      short[] raw =
          layout == SignalLayout.PLANAR
              ? new short[] {1, 2, 3, 10, 20, 30}
              : new short[] {1, 10, 2, 20, 3, 30};
      Samples samples = new Samples("s", "y", 100, 200, 10);
      samples.add(frame("s", 100, layout, raw));
      samples.add(frame("other", 100, layout, raw));
      assertThat(samples.isRaw()).isTrue();
      assertThat(samples.values()).containsExactly(6, 11, 16); // raw / 2 + 1
      assertThat(samples.times()).containsExactly(100, 100.5, 101);
      assertThat(samples.channels()).containsExactly("x", "y");
      assertThat(samples.unit()).isEqualTo("g");
    }
  }

  @Test
  void onlyWhatIsWithinTheRange() {
    Samples samples = new Samples("s", "", 100.5, 100.9, 10);
    samples.add(frame("s", 100, SignalLayout.PLANAR, new short[] {1, 2, 3, 10, 20, 30}));
    assertThat(samples.channel()).isEqualTo("x");
    assertThat(samples.values()).containsExactly(2);
  }

  @Test
  void manySamplesBecomeAnEnvelopeThatKeepsEveryPeak() {
    short[] raw = new short[2_000];
    raw[777] = 1_000;
    raw[778] = -500;
    Samples samples = new Samples("s", "x", 100, 600, 50);
    samples.add(frame("s", 100, SignalLayout.PLANAR, raw));
    assertThat(samples.isRaw()).isFalse();
    assertThat(samples.times()).hasSize(50);
    assertThat(samples.max()[38]).isEqualTo(1_000);
    assertThat(samples.min()[38]).isEqualTo(-500);
    assertThat(samples.max()[39]).isZero();
    assertThat(samples.counts()).containsOnly(20);
    assertThat(samples.mean()[38]).isEqualTo(25);
  }

  private static SignalFrame frame(String stream, long second, SignalLayout layout, short[] raw) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * raw.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(raw);
    return SignalFrame.newBuilder()
        .setStream(stream)
        .setStartNs(second * 1_000_000_000L)
        .setIntervalNs(500_000_000L)
        .setEncoding(SignalEncoding.INT16_LE)
        .setLayout(layout)
        .addChannels(SignalChannel.newBuilder().setKey("x").setUnit("g"))
        .addChannels(SignalChannel.newBuilder().setKey("y").setUnit("g").setScale(0.5).setOffset(1))
        .setSamples(ByteString.copyFrom(bytes.array()))
        .build();
  }
}
