package io.weir.fleet.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.fleet.series.Samples;
import io.weir.fleet.store.StreamTable.Stream;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SignalFrame;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads of a signal frame what its stream is (signal.proto). Stateless; any thread. */
final class Frames {
  private static final Logger LOG = LoggerFactory.getLogger(Frames.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  // a page lists them: more than a machine has sensors at one clock
  private static final int MOST_CHANNELS = 64;
  private static final int LONGEST = 1024;

  private Frames() {}

  /**
   * The stream of a segment's frame; empty if it cannot be read: its bytes are kept as they are.
   */
  static Optional<Stream> stream(String serial, Segment segment) {
    try {
      SignalFrame frame = SignalFrame.parseFrom(segment.getBody());
      ArrayNode channels = MAPPER.createArrayNode();
      frame.getChannelsList().stream()
          .limit(MOST_CHANNELS)
          .forEach(
              each -> channels.addObject().put("key", each.getKey()).put("unit", each.getUnit()));
      if (frame.getStream().length() + channels.toString().length() > MOST_CHANNELS * LONGEST) {
        throw new IllegalArgumentException("the names in a frame are longer than names are");
      }
      return Optional.of(
          new Stream(
              Names.own(serial, frame.getStream()),
              channels.toString(),
              frame.getIntervalNs(),
              Samples.ofEach(frame),
              segment.getFirstTimeUs(),
              segment.getLastTimeUs(),
              1));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      LOG.atWarn().addKeyValue("serial", serial).setCause(e).log("not a signal frame");
      return Optional.empty();
    }
  }
}
