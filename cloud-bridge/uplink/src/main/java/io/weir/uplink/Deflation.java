package io.weir.uplink;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Raw Deflate (RFC 1951) with a limit on what may come out. Pure; any thread. */
final class Deflation {

  private Deflation() {}

  /**
   * The smaller of two tries: long columns of noise are up to 12 % smaller when short matches are
   * left alone, small bodies with many names are 4 % larger (measured, docs/benchmarks.md).
   */
  static byte[] deflate(byte[] plain) {
    byte[] matched = deflate(plain, Deflater.DEFAULT_STRATEGY);
    byte[] filtered = deflate(plain, Deflater.FILTERED);
    return filtered.length < matched.length ? filtered : matched;
  }

  private static byte[] deflate(byte[] plain, int strategy) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setStrategy(strategy);
      deflater.setInput(plain);
      deflater.finish();
      return drain(deflater, plain.length);
    } finally {
      deflater.end();
    }
  }

  private static byte[] drain(Deflater deflater, int expected) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(expected / 2 + 64);
    byte[] buffer = new byte[4096];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    return packed.toByteArray();
  }

  /**
   * @throws SegmentException if the bytes are not one whole stream, or hold more than {@code most}
   */
  static byte[] inflate(byte[] packed, int most) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      return drain(inflater, packed.length, most);
    } catch (DataFormatException e) {
      throw new SegmentException("body: not a Deflate stream: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static byte[] drain(Inflater inflater, int packed, int most) throws DataFormatException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.min(most, 4 * packed + 64));
    byte[] buffer = new byte[4096];
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
  }
}
