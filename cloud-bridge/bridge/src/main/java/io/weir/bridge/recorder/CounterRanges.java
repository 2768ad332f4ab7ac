package io.weir.bridge.recorder;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of counters as the few ranges that they form. One publisher counts upwards and sends again
 * what was not acknowledged, so there is nearly always one range. One thread.
 */
final class CounterRanges {
  // 256 of 16 bytes, 4 KiB: our publisher has 256 messages in flight, so it never leaves more
  // holes.
  // Should another one, its lowest hole counts as seen.
  static final int MOST_RANGES = 256;

  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  /** Adds a counter; false if it was there. */
  boolean add(long counter) {
    Map.Entry<Long, Long> below = ranges.floorEntry(counter);
    if (below != null && below.getValue() >= counter) {
      return false;
    }
    boolean joinsBelow = below != null && below.getValue() == counter - 1;
    Long above = ranges.remove(counter + 1);
    ranges.put(joinsBelow ? below.getKey() : counter, above == null ? counter : above);
    if (ranges.size() > MOST_RANGES) {
      Map.Entry<Long, Long> lowest = ranges.pollFirstEntry();
      Map.Entry<Long, Long> second = ranges.pollFirstEntry();
      ranges.put(lowest.getKey(), second.getValue());
    }
    return true;
  }

  int size() {
    return ranges.size();
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(ranges.size());
    for (Map.Entry<Long, Long> range : ranges.entrySet()) {
      out.writeLong(range.getKey());
      out.writeLong(range.getValue());
    }
  }

  static CounterRanges read(DataInput in) throws IOException {
    CounterRanges read = new CounterRanges();
    int count = in.readUnsignedShort();
    for (int i = 0; i < count; i++) {
      read.ranges.put(in.readLong(), in.readLong());
    }
    return read;
  }
}
