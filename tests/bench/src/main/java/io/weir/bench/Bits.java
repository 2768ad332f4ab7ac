package io.weir.bench;

import java.util.Arrays;

/** Bits in a growing array, the highest of a byte first. One thread. */
final class Bits {
  private byte[] bytes = new byte[1024];
  private long size;

  /** The lowest {@code count} bits of a value, the highest of them first. */
  void write(long value, int count) {
    if (size + count > bytes.length * 8L) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    for (int i = count - 1; i >= 0; i--) {
      if ((value >>> i & 1) != 0) {
        bytes[(int) (size >> 3)] |= (byte) (0x80 >> (size & 7));
      }
      size++;
    }
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, (int) (size + 7 >> 3));
  }
}
