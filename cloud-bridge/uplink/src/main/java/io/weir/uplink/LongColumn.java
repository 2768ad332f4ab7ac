package io.weir.uplink;

/**
 * Whole numbers as differences from what could be foreseen ({@code records.proto}, long column).
 * Pure; any thread.
 */
final class LongColumn {
  static final int NONE = 0;
  static final int DELTA = 1;
  static final int DELTA_2 = 2;
  static final int XOR = 3;

  private static final int VARINT = 0;
  private static final int PLANES = 1;
  private static final int CONSTANT = 2;
  private static final int SCALED = 1 << 4;

  private LongColumn() {}

  static void encode(long[] values, ByteSink out) {
    encode(values, LongPlan.of(values, false), out);
  }

  static void encode(long[] values, LongPlan plan, ByteSink out) {
    if (values.length == 0) {
      return;
    }
    out.zigzag(values[0]);
    if (values.length == 1) {
      return;
    }
    long[] residuals = plan.residuals(values);
    int first = 0;
    if (plan.predictor() == DELTA_2) {
      first = 1;
    }
    int packing = packing(residuals, first);
    boolean scaled = plan.scale() != 1;
    out.put(plan.predictor() | packing << 2 | (scaled ? SCALED : 0));
    if (scaled) {
      out.varint(plan.scale());
    }
    if (first == 1) {
      out.varint(residuals[0]);
    }
    write(residuals, first, packing, out);
  }

  private static int packing(long[] residuals, int first) {
    long all = 0;
    long varints = 0;
    boolean constant = residuals.length > first;
    for (int i = first; i < residuals.length; i++) {
      all |= residuals[i];
      varints += varintBytes(residuals[i]);
      constant &= residuals[i] == residuals[first];
    }
    if (constant) {
      return CONSTANT;
    }
    long planes = 1 + (long) bytes(all) * (residuals.length - first);
    return planes < varints ? PLANES : VARINT;
  }

  private static int bytes(long value) {
    return Math.max(1, (71 - Long.numberOfLeadingZeros(value)) >>> 3);
  }

  private static int varintBytes(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  private static void write(long[] residuals, int first, int packing, ByteSink out) {
    if (packing == CONSTANT) {
      out.varint(residuals[first]);
    } else if (packing == VARINT) {
      for (int i = first; i < residuals.length; i++) {
        out.varint(residuals[i]);
      }
    } else {
      long all = 0;
      for (int i = first; i < residuals.length; i++) {
        all |= residuals[i];
      }
      out.put(bytes(all));
      out.planes(residuals, first, bytes(all));
    }
  }

  /**
   * @param n how many values there are; the caller has bounded it
   */
  static long[] decode(ByteSource in, int n) {
    long[] values = new long[n];
    if (n == 0) {
      return values;
    }
    values[0] = in.zigzag();
    if (n == 1) {
      return values;
    }
    int coding = in.get();
    int predictor = coding & 3;
    if (coding >= SCALED << 1) {
      throw new SegmentException("long column: expected a coding below 32, found " + coding);
    }
    long scale = (coding & SCALED) == 0 ? 1 : in.varint();
    int first = 1;
    if (predictor == DELTA_2) {
      values[1] = in.varint();
      first = 2;
    }
    read(in, coding >> 2 & 3, values, first);
    restore(values, predictor, scale);
    return values;
  }

  private static void read(ByteSource in, int packing, long[] values, int first) {
    if (packing == CONSTANT) {
      if (first < values.length) {
        java.util.Arrays.fill(values, first, values.length, in.varint());
      }
    } else if (packing == VARINT) {
      for (int i = first; i < values.length; i++) {
        values[i] = in.varint();
      }
    } else if (packing == PLANES) {
      in.planes(values, first, in.count("bytes a value", 1, 8));
    } else {
      throw new SegmentException("long column: expected a packing below 3, found " + packing);
    }
  }

  /** Turns residuals into values, in place; the first is a value already. */
  private static void restore(long[] values, int predictor, long scale) {
    long offset = 0;
    long delta = 0;
    for (int i = 1; i < values.length; i++) {
      if (predictor == XOR) {
        values[i] ^= values[i - 1];
        continue;
      }
      long residual = ByteSource.unzigzag(values[i]);
      switch (predictor) {
        case NONE -> offset = residual;
        case DELTA -> offset += residual;
        default -> {
          delta += residual;
          offset += delta;
        }
      }
      values[i] = values[0] + offset * scale;
    }
  }
}
