package io.weir.bridge.recorder;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The message ids that have been recorded, so that what a publisher sends again after the broker
 * forgot it is not recorded twice.
 *
 * <p>An id of the form {@code <instance>:<counter>} is remembered for good: the instance is 16 or
 * more letters, digits, {@code -} or {@code _} made at random when the publisher starts, the
 * counter goes up from there. That memory is written with the records (an outbox mark). Any other
 * id is remembered while it is among the last few thousand. One thread.
 */
final class MessageIds {
  /** The name of the outbox mark that holds {@link #toBytes()}. */
  static final String MARK = "publishers";

  private static final Pattern COUNTED =
      Pattern.compile("([A-Za-z0-9_-]{16,64}):([0-9]{1,18})", Pattern.DOTALL);
  private static final int FORMAT = 1;
  // 8 publishers with every hole that may be kept: 34 KiB, within the 64 KiB of a mark
  private static final int MOST_INSTANCES = 8;
  private static final int MOST_OTHERS = 4_096;

  private final Map<String, CounterRanges> instances = newest(MOST_INSTANCES);
  private final Map<String, Boolean> others = newest(MOST_OTHERS);

  /** Remembers an id; false if it was recorded before. */
  boolean add(String id) {
    Matcher counted = COUNTED.matcher(id);
    if (counted.matches()) {
      return instances
          .computeIfAbsent(counted.group(1), instance -> new CounterRanges())
          .add(Long.parseLong(counted.group(2)));
    }
    return others.put(id, Boolean.TRUE) == null;
  }

  /** What must be written together with the records. */
  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeByte(instances.size());
      for (Map.Entry<String, CounterRanges> instance : instances.entrySet()) {
        out.writeUTF(instance.getKey());
        instance.getValue().write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array took no bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * What was written.
   *
   * @param mark the bytes, or null where there are none yet
   * @throws IllegalArgumentException if the bytes are none of ours
   */
  static MessageIds of(byte[] mark) {
    MessageIds ids = new MessageIds();
    if (mark == null) {
      return ids;
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(mark))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "message ids of format " + FORMAT + " expected, found " + format);
      }
      int count = in.readUnsignedByte();
      for (int i = 0; i < count; i++) {
        String instance = in.readUTF();
        ids.instances.put(instance, CounterRanges.read(in));
      }
      return ids;
    } catch (IOException e) {
      throw new IllegalArgumentException("the message ids that were kept cannot be read", e);
    }
  }

  private static <V> Map<String, V> newest(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }
}
