package io.weir.bridge.uplink;

import io.weir.uplink.proto.Command;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How far our clock is from the cloud's, from acknowledgements that say when they were written. The
 * one that came back fastest in the last minutes counts: it was written closest to the middle of
 * its way. Pure; takes the times. One thread.
 */
final class ClockOffset {
  private static final long KEEP_NANOS = Duration.ofMinutes(5).toNanos();
  // what a broker kept for us while we were away comes first, and is old
  private static final long SETTLING_NANOS = Duration.ofSeconds(5).toNanos();

  private static final double JUMP_SECONDS = 2;

  private long upAt;
  private long bestTook = Long.MAX_VALUE;
  private long bestAt;
  private double offset = Double.NaN;

  void up(long now) {
    upAt = now;
  }

  /**
   * @param cloudMillis the cloud's clock when it wrote
   * @param tookNanos from the segment's departure to its acknowledgement's arrival
   * @param ourMillis our clock at the arrival
   */
  void heard(long cloudMillis, long tookNanos, long ourMillis, long now) {
    if (cloudMillis == 0 || now - upAt < SETTLING_NANOS) {
      return;
    }
    double heard = (ourMillis - cloudMillis) / 1e3 - tookNanos / 2e9;
    boolean old = now - bestAt > KEEP_NANOS;
    // more than the ways of both can explain: somebody has set a clock
    boolean jumped =
        Math.abs(heard - offset) > (tookNanos + (double) bestTook) / 2e9 + JUMP_SECONDS;
    if (tookNanos > bestTook && !old && !jumped) {
      return;
    }
    bestTook = tookNanos;
    bestAt = now;
    offset = heard;
  }

  /**
   * A deadline is set by the cloud's clock; this is the same moment by ours.
   *
   * @param offset what is known of the difference; nothing known changes nothing
   */
  static Command inOurTime(Command command, OptionalDouble offset) {
    if (command.getDeadlineMs() == 0 || offset.isEmpty()) {
      return command;
    }
    long ours = command.getDeadlineMs() + Math.round(offset.getAsDouble() * 1e3);
    return command.toBuilder().setDeadlineMs(Math.max(1, ours)).build();
  }

  /** Seconds that our clock is ahead; empty while nothing is known. */
  OptionalDouble seconds() {
    return Double.isNaN(offset) ? OptionalDouble.empty() : OptionalDouble.of(offset);
  }
}
