package io.weir.bridge.recorder;

import io.weir.uplink.proto.Segment;

/** Says on a segment what is known of the clock that its times come from. Recorder's thread. */
public interface ClockMark {
  void stamp(Segment.Builder content);
}
