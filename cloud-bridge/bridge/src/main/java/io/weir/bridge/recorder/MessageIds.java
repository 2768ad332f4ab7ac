package io.weir.bridge.recorder;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The message ids that have been recorded, so that what a publisher sends again after the broker
 * forgot it is not recorded twice.
 *
 * <p>An id of the form {@code <instance>:<counter>} is remembered for good: the instance is 16 or
 * more letters, digits, {@code -} or {@code _} made at random when the publisher starts, the
 * counter goes up from there. That memory is written with the records, as outbox marks: a publisher
 * belongs to one of sixteen, so that a commit writes those of its own publishers alone. Any other
 * id is remembered while it is among the last few thousand. One thread.
 */
final class MessageIds {
  private static final String MARK = "publishers";
  private static final int MARKS = 16;

  private static final Pattern COUNTED =
      Pattern.compile("([A-Za-z0-9_-]{16,64}):([0-9]{1,18})", Pattern.DOTALL);
  private static final int FORMAT = 1;
  // 8 publishers with every hole that may be kept: 34 KiB, within the 64 KiB of a mark
  private static final int MOST_OF_A_MARK = 8;
  private static final int MOST_OTHERS = 4_096;
  private static final int LONGEST = 256;

  private final List<Map<String, CounterRanges>> instances = new ArrayList<>();
  private final BitSet changed = new BitSet();
  private final Map<String, Boolean> others = newest(MOST_OTHERS);

  private MessageIds() {
    for (int mark = 0; mark < MARKS; mark++) {
      instances.add(newest(MOST_OF_A_MARK));
    }
  }

  /** Remembers an id; false if it was recorded before. */
  boolean add(String id) {
    Matcher counted = COUNTED.matcher(id);
    if (!counted.matches()) {
      return others.put(shortened(id), Boolean.TRUE) == null;
    }
    int mark = markOf(counted.group(1));
    changed.set(mark);
    return instances
        .get(mark)
        .computeIfAbsent(counted.group(1), instance -> new CounterRanges())
        .add(Long.parseLong(counted.group(2)));
  }

  /** Thousands of ids as long as a message may be would fill the memory. */
  private static String shortened(String id) {
    return id.length() <= LONGEST
        ? id
        : UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static int markOf(String instance) {
    return Math.floorMod(instance.hashCode(), MARKS);
  }

  // the first has the name that it had when it was the only one
  private static String name(int mark) {
    return mark == 0 ? MARK : MARK + "." + mark;
  }

  /** The marks that must be written together with the records: those that have changed. */
  Map<String, byte[]> changes() {
    Map<String, byte[]> marks = new HashMap<>();
    changed.stream().forEach(mark -> marks.put(name(mark), toBytes(instances.get(mark))));
    return marks;
  }

  /** The changes are written down. */
  void written() {
    changed.clear();
  }

  private static byte[] toBytes(Map<String, CounterRanges> publishers) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeByte(publishers.size());
      for (Map.Entry<String, CounterRanges> publisher : publishers.entrySet()) {
        out.writeUTF(publisher.getKey());
        publisher.getValue().write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array took no bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * What was written.
   *
   * @param marks gives the bytes of a mark by its name, or null where there are none yet
   * @throws IllegalArgumentException if the bytes are none of ours
   */
  static MessageIds of(Function<String, byte[]> marks) {
    MessageIds ids = new MessageIds();
    for (int mark = 0; mark < MARKS; mark++) {
      byte[] bytes = marks.apply(name(mark));
      if (bytes != null) {
        ids.read(bytes);
      }
    }
    return ids;
  }

  private void read(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException(
            "message ids of format " + FORMAT + " expected, found " + format);
      }
      int count = in.readUnsignedByte();
      for (int i = 0; i < count; i++) {
        String instance = in.readUTF();
        // the first mark may be from when it held them all
        instances.get(markOf(instance)).put(instance, CounterRanges.read(in));
      }
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
