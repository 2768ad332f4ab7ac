package io.weir.bench;

/**
 * A plain writing of the encoding of Gorilla (Pelkonen et al., VLDB 2015, s4.1): delta of delta for
 * times, exclusive or for values. Times are milliseconds, so the buckets are those that Prometheus
 * uses for milliseconds (14, 17, 20 bits) and not the paper's for seconds. One thread, one use.
 */
final class Gorilla {
  private final Bits out;
  private long lastTime;
  private long lastDelta;
  private long lastValue;
  private int leading = -1;
  private int trailing;
  private boolean first = true;

  Gorilla(Bits out) {
    this.out = out;
  }

  void add(long timeMs, double value) {
    long bits = Double.doubleToRawLongBits(value);
    if (first) {
      out.write(timeMs, 64);
      out.write(bits, 64);
      first = false;
    } else {
      time(timeMs);
      value(bits);
    }
    lastTime = timeMs;
    lastValue = bits;
  }

  private void time(long timeMs) {
    long delta = timeMs - lastTime;
    long change = delta - lastDelta;
    lastDelta = delta;
    if (change == 0) {
      out.write(0, 1);
    } else if (fits(change, 14)) {
      out.write(0b10, 2);
      out.write(change, 14);
    } else if (fits(change, 17)) {
      out.write(0b110, 3);
      out.write(change, 17);
    } else if (fits(change, 20)) {
      out.write(0b1110, 4);
      out.write(change, 20);
    } else {
      out.write(0b1111, 4);
      out.write(change, 64);
    }
  }

  private static boolean fits(long value, int bits) {
    return -(1L << bits - 1) < value && value <= 1L << bits - 1;
  }

  private void value(long bits) {
    long xor = bits ^ lastValue;
    if (xor == 0) {
      out.write(0, 1);
      return;
    }
    int zerosBefore = Math.min(31, Long.numberOfLeadingZeros(xor));
    int zerosAfter = Long.numberOfTrailingZeros(xor);
    if (leading >= 0 && zerosBefore >= leading && zerosAfter >= trailing) {
      out.write(0b10, 2);
      out.write(xor >>> trailing, 64 - leading - trailing);
    } else {
      leading = zerosBefore;
      trailing = zerosAfter;
      int length = 64 - leading - trailing;
      out.write(0b11, 2);
      out.write(leading, 5);
      out.write(length & 63, 6);
      out.write(xor >>> trailing, length);
    }
  }
}
