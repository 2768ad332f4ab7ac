package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.broker.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameTest {

  @Test
  void aFrameComesOutAsItWentIn() throws IOException {
    for (Frame.Kind kind : Frame.Kind.values()) {
      for (String replyTo : new String[] {null, "relay.7"}) {
        Map<String, String> headers = Map.of("Weir-Command-Id", "ä-1", "empty", "");
        Message message = new Message("commands.x.req", headers, new byte[256 << 10], replyTo);
        Frame read = read(bytes(new Frame(kind, message)));
        assertThat(read.kind()).isEqualTo(kind);
        assertThat(read.message().subject()).isEqualTo(message.subject());
        assertThat(read.message().headers()).isEqualTo(headers);
        assertThat(read.message().replyTo()).isEqualTo(replyTo);
        // not by comparing field by field: that takes a minute for the bytes
        assertThat(read.message().payload()).isEqualTo(message.payload());
      }
    }
  }

  @Test
  void whatIsNoFrameIsRefused() {
    byte[] words = "Terminating due to something".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> read(words)).hasMessageContaining("expected a frame");
  }

  @Test
  void noMoreIsReadThanAMessageHas() throws IOException {
    byte[] frame = bytes(new Frame(Frame.Kind.SEND, Message.of("s", new byte[1])));
    frame[frame.length - 5] = 0x7f; // the first byte of the payload's length
    assertThatThrownBy(() -> read(frame)).hasMessageContaining("payload must be at most");
  }

  @Test
  void anEndInTheMiddleIsAnEnd() throws IOException {
    byte[] frame = bytes(new Frame(Frame.Kind.SEND, Message.of("s", new byte[9])));
    byte[] half = java.util.Arrays.copyOf(frame, frame.length - 4);
    assertThatThrownBy(() -> read(half)).isInstanceOf(EOFException.class);
  }

  private static byte[] bytes(Frame frame) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    frame.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Frame read(byte[] bytes) throws IOException {
    return Frame.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
