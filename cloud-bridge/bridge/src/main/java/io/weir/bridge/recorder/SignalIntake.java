package io.weir.bridge.recorder;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SignalEncoding;
import io.weir.uplink.proto.SignalFrame;
import io.weir.uplink.proto.SignalLayout;

/**
 * Reads a signal frame ({@code signal.proto}): checks that it can be understood, and carries its
 * bytes on as they came. Pure; any thread.
 */
final class SignalIntake {
  private static final long NANOS_PER_MICRO = 1_000;

  private SignalIntake() {}

  static Content read(byte[] payload) {
    try {
      SignalFrame frame = SignalFrame.parseFrom(payload);
      String wrong = wrong(frame);
      return wrong.isEmpty() ? whole(frame, payload) : refused(wrong);
    } catch (InvalidProtocolBufferException e) {
      return refused("not a signal frame: " + e.getMessage());
    }
  }

  private static Content.Refused refused(String wrong) {
    return new Content.Refused(wrong, "", "signal.proto");
  }

  private static String wrong(SignalFrame frame) {
    if (frame.getStream().isEmpty()) {
      return "a signal frame names its stream, found none";
    }
    if (frame.getIntervalNs() < 1) {
      return "interval_ns is 1 or more, found " + Long.toUnsignedString(frame.getIntervalNs());
    }
    int width = width(frame.getEncoding());
    if (width == 0) {
      return "the encoding is one of signal.proto, found " + frame.getEncodingValue();
    }
    if (frame.getLayout() != SignalLayout.INTERLEAVED && frame.getLayout() != SignalLayout.PLANAR) {
      return "the layout is one of signal.proto, found " + frame.getLayoutValue();
    }
    int row = width * frame.getChannelsCount();
    if (row == 0 || frame.getSamples().isEmpty() || frame.getSamples().size() % row != 0) {
      return "a whole number of samples of each channel, "
          + row
          + " bytes at a time, found "
          + frame.getSamples().size();
    }
    return "";
  }

  private static Content whole(SignalFrame frame, byte[] payload) {
    int row = width(frame.getEncoding()) * frame.getChannelsCount();
    long samples = frame.getSamples().size() / row;
    long first = Math.floorDiv(frame.getStartNs(), NANOS_PER_MICRO);
    long lasts =
        Math.multiplyHigh(samples - 1, frame.getIntervalNs()) == 0
            ? (samples - 1) * frame.getIntervalNs() / NANOS_PER_MICRO
            : 0;
    Segment.Builder content =
        Segment.newBuilder()
            .setLane(io.weir.uplink.proto.Lane.LANE_SIGNAL)
            .setKind(Kind.KIND_SIGNAL)
            .setRecords(1)
            .setFirstTimeUs(first)
            .setLastTimeUs(first + Math.max(0, lasts))
            .setBody(ByteString.copyFrom(payload));
    return new Content.Whole(
        Draft.of(
            Lane.SIGNAL,
            Kind.KIND_SIGNAL_VALUE,
            Segments.seal(content),
            1,
            content.getFirstTimeUs(),
            content.getLastTimeUs()));
  }

  private static int width(SignalEncoding encoding) {
    return switch (encoding) {
      case FLOAT32_LE, INT32_LE -> 4;
      case INT16_LE, UINT16_LE -> 2;
      case SIGNAL_ENCODING_UNSPECIFIED, UNRECOGNIZED -> 0;
    };
  }
}
