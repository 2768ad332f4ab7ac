package io.weir.bridge.uplink;

import com.google.protobuf.ByteString;
import java.util.OptionalLong;

/** Knows what time it was, of moments of which only the boot clock is known. Any thread. */
@FunctionalInterface
public interface TrueTime {

  /**
   * The time of a moment in microseconds since 1970; empty while the clock is not set, and for
   * another boot.
   *
   * @param boot which boot, 16 bytes
   * @param bootClockMicros the boot clock at that moment
   */
  OptionalLong at(ByteString boot, long bootClockMicros);
}
