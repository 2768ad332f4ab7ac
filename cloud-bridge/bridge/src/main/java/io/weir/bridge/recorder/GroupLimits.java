package io.weir.bridge.recorder;

import java.time.Duration;

/**
 * When what was taken from the bus is written (uplink.md, segment). Immutable.
 *
 * @param time how long a reading waits while the link is up
 * @param offlineTime how long while it is down: few, dense segments in a long outage
 * @param records at the latest with so many records
 * @param bytes at the latest with so many bytes, as the records weigh in memory
 */
public record GroupLimits(Duration time, Duration offlineTime, int records, int bytes) {
  public GroupLimits {
    if (time.isNegative()) {
      throw new IllegalArgumentException("group.ms must be 0 or more, was " + time.toMillis());
    }
    if (offlineTime.compareTo(time) < 0) {
      throw new IllegalArgumentException(
          "group.offline.ms must be no less than group.ms, "
              + time.toMillis()
              + ", was "
              + offlineTime.toMillis());
    }
    if (records < 1) {
      throw new IllegalArgumentException("group.records must be 1 or more, was " + records);
    }
    if (bytes < 1) {
      throw new IllegalArgumentException("a group holds 1 byte or more, was " + bytes);
    }
  }
}
