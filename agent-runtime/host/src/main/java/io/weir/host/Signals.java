package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.plugin.SignalChannel;
import io.weir.plugin.SignalFrame;
import java.time.Instant;

/**
 * Publishes the signal frames of one plugin on {@code events.signal}, as {@code
 * weir.uplink.v1.SignalFrame} (signal.proto). Any thread.
 */
final class Signals {
  private static final String SUBJECT = "events.signal";
  private static final long NANOS = 1_000_000_000L;
  private static final long NANOS_PER_MICRO = 1_000;

  // about what a reading takes on the bus, so that both are measured alike
  private static final int BYTES_OF_A_READING = 64;

  private final Bus bus;
  private final Counters counters;
  private final Gate gate;

  Signals(Bus bus, Counters counters, Gate gate) {
    this.bus = bus;
    this.counters = counters;
    this.gate = gate;
  }

  /**
   * Publishes a frame within the plugin's budget of readings.
   *
   * @param until how long it may wait for its turn, by the ticker
   */
  void put(SignalFrame frame, long until) {
    byte[] encoded = encode(frame);
    if (!gate.admits(SUBJECT, frame.start(), 1 + encoded.length / BYTES_OF_A_READING, until)) {
      return;
    }
    boolean published = bus.publish(Message.of(SUBJECT, encoded));
    (published ? counters.readings : counters.dropped).incrementAndGet();
    if (!published) {
      long micros = nanos(frame.start()) / NANOS_PER_MICRO;
      bus.lost(new Loss(SUBJECT, 1, micros, micros, Packs.QUEUE_FULL));
    }
  }

  static byte[] encode(SignalFrame frame) {
    ProtoWriter out =
        new ProtoWriter()
            .text(1, frame.stream())
            .signed(2, nanos(frame.start()))
            .unsigned(3, frame.interval().toNanos());
    frame.channels().forEach(channel -> out.bytes(4, encode(channel)));
    return out.unsigned(5, encoding(frame.encoding()))
        .unsigned(6, frame.layout() == SignalFrame.Layout.INTERLEAVED ? 1 : 2)
        .bytes(7, frame.samples())
        .done();
  }

  private static byte[] encode(SignalChannel channel) {
    return new ProtoWriter()
        .text(1, channel.key())
        .text(2, channel.unit())
        .real(3, channel.scale())
        .real(4, channel.offset())
        .done();
  }

  private static int encoding(SignalFrame.Encoding encoding) {
    return switch (encoding) {
      case FLOAT32 -> 1;
      case INT16 -> 2;
      case UINT16 -> 3;
      case INT32 -> 4;
    };
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano());
  }
}
