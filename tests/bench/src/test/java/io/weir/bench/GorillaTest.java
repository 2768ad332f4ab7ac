package io.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A comparison is fair only if the other side's bytes can be read back. */
class GorillaTest {

  @Test
  void whatIsWrittenIsReadBack() {
    Samples walk = Samples.walk(500);
    Samples temperature = Samples.temperature(500);
    long[] jumps = {0, 1, 2, 9_000, 9_001, 80_000, 10, 600_000, 2L << 40, 0, 5};

    readBack(walk.timesMs(), walk.values());
    readBack(temperature.timesMs(), temperature.values());
    readBack(jumps, new double[] {1, 1, -0.0, 0, 1e300, 5e-324, 7, 7, 7.5, -7.5, 0.1});
  }

  private static void readBack(long[] times, double[] values) {
    Bits bits = new Bits();
    Gorilla gorilla = new Gorilla(bits);
    for (int i = 0; i < times.length; i++) {
      gorilla.add(times[i], values[i]);
    }
    Reader reader = new Reader(bits.toByteArray());
    for (int i = 0; i < times.length; i++) {
      reader.next();
      assertThat(reader.time).isEqualTo(times[i]);
      assertThat(reader.value).isEqualTo(Double.doubleToRawLongBits(values[i]));
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;
    private boolean first = true;
    private long time;
    private long delta;
    private long value;
    private int leading;
    private int length;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    private long bits(int count) {
      long value = 0;
      for (int i = 0; i < count; i++, at++) {
        value = value << 1 | bytes[at >> 3] >> 7 - (at & 7) & 1;
      }
      return value;
    }

    void next() {
      if (first) {
        time = bits(64);
        value = bits(64);
        first = false;
        return;
      }
      delta += change();
      time += delta;
      if (bits(1) == 0) {
        return;
      }
      if (bits(1) == 1) {
        leading = (int) bits(5);
        length = (int) bits(6);
        length = length == 0 ? 64 : length;
      }
      value ^= bits(length) << 64 - leading - length;
    }

    private long change() {
      if (bits(1) == 0) {
        return 0;
      }
      int size = bits(1) == 0 ? 14 : bits(1) == 0 ? 17 : bits(1) == 0 ? 20 : 64;
      long raw = bits(size);
      // 2^(n-1) is in the range, -2^(n-1) is not
      return size == 64 || raw <= 1L << size - 1 ? raw : raw - (1L << size);
    }
  }
}
