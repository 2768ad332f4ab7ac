package io.weir.bridge.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BoundedPacketsTest {
  private static final long MOST = 1_000;

  @Test
  void packetsUpToTheLimitPassAsTheyAre() throws IOException {
    var wire = new ByteArrayOutputStream();
    for (int length : new int[] {0, 1, 127, 128, 1_000, 0, 500}) {
      packet(wire, length);
    }
    byte[] bytes = wire.toByteArray();
    assertThat(packets(bytes).readAllBytes()).isEqualTo(bytes);
    var singly = new ByteArrayOutputStream();
    var in = packets(bytes);
    for (int next = in.read(); next >= 0; next = in.read()) {
      singly.write(next);
    }
    assertThat(singly.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void aLargerOneIsRefusedByItsHead() throws IOException {
    var wire = new ByteArrayOutputStream();
    packet(wire, 10);
    wire.write(0x30);
    // 268,435,455 bytes to come, and none is there (MQTT 3.1.1 s2.2.3)
    wire.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f});
    assertThatThrownBy(() -> packets(wire.toByteArray()).readAllBytes())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the most is 1000");
  }

  private static DataInputStream packets(byte[] wire) {
    return new DataInputStream(new BoundedPackets(new ByteArrayInputStream(wire), MOST));
  }

  private static void packet(ByteArrayOutputStream wire, int length) {
    wire.write(0x30);
    for (int left = length; left >= 0; ) {
      boolean more = left > 127;
      wire.write(left % 128 | (more ? 0x80 : 0));
      left = more ? left / 128 : -1;
    }
    wire.writeBytes(new byte[length]);
  }
}
