package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.plugin.SignalChannel;
import io.weir.plugin.SignalFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalsTest {

  /** The bytes were checked by hand against signal.proto and the rules of protobuf's encoding. */
  @Test
  void aFrameIsAProtobufMessage() {
    SignalFrame frame =
        SignalFrame.of(
            "vib",
            Instant.ofEpochSecond(0, 150),
            Duration.ofNanos(300),
            List.of(new SignalChannel("x", "g", 0.5, 0)),
            new short[] {1, -2});
    assertThat(HexFormat.of().formatHex(Signals.encode(frame)))
        .isEqualTo(
            "0a03766962" // 1: "vib"
                + "10ac02" // 2: zigzag of 150
                + "18ac02" // 3: 300
                + "220f" // 4: 15 bytes
                + "0a0178" // 1: "x"
                + "120167" // 2: "g"
                + "19000000000000e03f" // 3: 0.5; 4 is 0 and left out
                + "2802" // 5: INT16_LE
                + "3002" // 6: PLANAR
                + "3a040100feff"); // 7: two little-endian samples
  }
}
