package io.weir.uplink;

import java.util.Arrays;

/** A growing array of bytes that columns are written to. One thread. */
final class ByteSink {
  private byte[] bytes = new byte[256];
  private int size;

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  void put(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void put(byte[] source) {
    room(source.length);
    System.arraycopy(source, 0, bytes, size, source.length);
    size += source.length;
  }

  /** 7 bits a byte, lowest first; a negative value takes ten bytes. */
  void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  /** Eight bytes, lowest first. */
  void fixed64(long value) {
    room(8);
    for (int shift = 0; shift < 64; shift += 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
  }

  /**
   * The values from {@code from} on, {@code width} bytes each: all highest bytes, then all next
   * ones.
   */
  void planes(long[] values, int from, int width) {
    room((values.length - from) * width);
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      for (int i = from; i < values.length; i++) {
        bytes[size++] = (byte) (values[i] >>> shift);
      }
    }
  }

  int size() {
    return size;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
