package io.weir.uplink;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Raw Deflate (RFC 1951) with a limit on what may come out. Pure; any thread. */
final class Deflation {

  private Deflation() {}

  static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] buffer = new byte[plain.length + plain.length / 1000 + 64];
      int size = deflater.deflate(buffer);
      if (!deflater.finished()) {
        throw new IllegalStateException("deflate took more than its bound for " + plain.length);
      }
      return java.util.Arrays.copyOf(buffer, size);
    } finally {
      deflater.end();
    }
  }

  /**
   * @throws SegmentException if the bytes are not one whole stream, or hold more than {@code most}
   */
  static byte[] inflate(byte[] packed, int most) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.min(most, packed.length * 4));
      byte[] buffer = new byte[8192];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (plain.size() + count > most) {
          throw new SegmentException("body: expected at most " + most + " bytes inflated");
        }
        if (count == 0 && !inflater.finished()) {
          throw new SegmentException("body: expected a whole Deflate stream, found a part");
        }
        plain.write(buffer, 0, count);
      }
      if (inflater.getRemaining() > 0) {
        throw new SegmentException(
            "body: expected nothing after the stream, found " + inflater.getRemaining() + " bytes");
      }
      return plain.toByteArray();
    } catch (DataFormatException e) {
      throw new SegmentException("body: not a Deflate stream: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
