package io.weir.uplink;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A cursor over columns. Everything read is checked against what is there. One thread. */
final class ByteSource {
  private final byte[] bytes;
  private int at;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  int remaining() {
    return bytes.length - at;
  }

  private void need(long count) {
    if (count < 0 || count > remaining()) {
      throw new SegmentException(
          "columns: expected %s more bytes at %d, found %d"
              .formatted(Long.toUnsignedString(count), at, remaining()));
    }
  }

  int get() {
    need(1);
    return bytes[at++] & 0xff;
  }

  byte[] get(long count) {
    need(count);
    byte[] slice = Arrays.copyOfRange(bytes, at, at + (int) count);
    at += (int) count;
    return slice;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = get();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new SegmentException("columns: expected a varint of at most ten bytes before " + at);
  }

  /** A count that must lie in {@code least..most}. */
  int count(String what, int least, int most) {
    long value = varint();
    if (value < least || value > most) {
      throw new SegmentException(
          "columns: expected %d to %d %s, found %s"
              .formatted(least, most, what, Long.toUnsignedString(value)));
    }
    return (int) value;
  }

  long zigzag() {
    return unzigzag(varint());
  }

  static long unzigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  long fixed64() {
    need(8);
    long value = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      value |= (bytes[at++] & 0xffL) << shift;
    }
    return value;
  }

  /** The opposite of {@link ByteSink#planes}; fills {@code into} from {@code from} on. */
  void planes(long[] into, int from, int width) {
    need((long) (into.length - from) * width);
    for (int plane = 0; plane < width; plane++) {
      for (int i = from; i < into.length; i++) {
        into[i] = into[i] << 8 | bytes[at++] & 0xff;
      }
    }
  }

  String text(long length) {
    need(length);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, at, (int) length))
              .toString();
      at += (int) length;
      return text;
    } catch (CharacterCodingException e) {
      throw new SegmentException("columns: expected UTF-8 at " + at, e);
    }
  }
}
