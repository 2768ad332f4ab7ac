package io.weir.senml;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * SenML in CBOR (RFC 8428 s6, RFC 8949): labels are the integers of table 4, times and values the
 * shortest of integer, single and double that holds them exactly. Pure; any thread.
 */
final class SenmlCbor {
  // major types, RFC 8949 s3.1
  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int SIMPLE = 7;
  private static final int FALSE = 20;
  private static final int TRUE = 21;
  private static final int SINGLE = 26;
  private static final int DOUBLE = 27;

  // labels, RFC 8428 s6 table 4
  private static final int BASE_NAME = -2;
  private static final int NAME = 0;
  private static final int UNIT = 1;
  private static final int VALUE = 2;
  private static final int STRING_VALUE = 3;
  private static final int BOOLEAN_VALUE = 4;
  private static final int SUM = 5;
  private static final int TIME = 6;
  private static final int UPDATE_TIME = 7;
  private static final int DATA_VALUE = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);
  private int fields;

  private SenmlCbor() {}

  /** The head of an array. */
  static void array(ByteArrayOutputStream out, int length) {
    head(out, ARRAY, length);
  }

  /**
   * One record.
   *
   * @param base taken off the name
   * @param saysBase whether the base name is in the record
   */
  static byte[] record(String base, boolean saysBase, ResolvedRecord record, Instant now) {
    SenmlCbor cbor = new SenmlCbor();
    if (saysBase) {
      cbor.label(BASE_NAME).text(base);
    }
    cbor.label(NAME).text(record.name().substring(base.length()));
    if (!record.unit().isEmpty()) {
      cbor.label(UNIT).text(record.unit());
    }
    if (record.value() != null) {
      cbor.value(record.value());
    }
    if (record.sum() != null) {
      cbor.label(SUM).number(record.sum());
    }
    boolean absolute = record.time() >= UnixTime.ABSOLUTE_FROM;
    cbor.label(TIME).number(absolute ? record.time() : record.time() - UnixTime.seconds(now));
    if (record.updateTime() != null) {
      cbor.label(UPDATE_TIME).number(record.updateTime());
    }
    if (record.quality() != Quality.GOOD) {
      // a label without an integer keeps its text
      cbor.label("q").text(record.quality() == Quality.BAD ? "bad" : "uncertain");
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(cbor.out.size() + 1);
    head(whole, MAP, cbor.fields);
    whole.writeBytes(cbor.out.toByteArray());
    return whole.toByteArray();
  }

  private void value(Value value) {
    if (value instanceof Value.Number number) {
      label(VALUE).number(number.value());
    } else if (value instanceof Value.Int integer) {
      label(VALUE).integer(integer.value());
    } else if (value instanceof Value.Text text) {
      label(STRING_VALUE).text(text.value());
    } else if (value instanceof Value.Bool bool) {
      label(BOOLEAN_VALUE).simple(bool.value() ? TRUE : FALSE);
    } else if (value instanceof Value.Data data) {
      label(DATA_VALUE);
      byte[] bytes = data.value();
      head(out, BYTES, bytes.length);
      out.writeBytes(bytes);
    }
  }

  private SenmlCbor label(int label) {
    fields++;
    integer(label);
    return this;
  }

  private SenmlCbor label(String label) {
    fields++;
    text(label);
    return this;
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head(out, TEXT, bytes.length);
    out.writeBytes(bytes);
  }

  private void simple(int value) {
    out.write(SIMPLE << 5 | value);
  }

  private void integer(long value) {
    // a negative integer is written as -1 - n (s3.1), which is what the complement is
    head(out, value < 0 ? NEGATIVE : UNSIGNED, value < 0 ? ~value : value);
  }

  private void number(double value) {
    boolean negativeZero = value == 0 && 1 / value < 0;
    if (value == Math.rint(value) && Math.abs(value) < 0x1p53 && !negativeZero) {
      integer((long) value);
    } else if ((float) value == value) {
      simple(SINGLE);
      out.writeBytes(ByteBuffer.allocate(Float.BYTES).putFloat((float) value).array());
    } else {
      simple(DOUBLE);
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    }
  }

  /** A major type and its argument in as few bytes as it takes (s4.2.1). */
  private static void head(ByteArrayOutputStream out, int major, long argument) {
    if (argument < 24) {
      out.write(major << 5 | (int) argument);
      return;
    }
    int size = argument < 1 << 8 ? 1 : argument < 1 << 16 ? 2 : argument < 1L << 32 ? 4 : 8;
    out.write(major << 5 | 24 + Integer.numberOfTrailingZeros(size));
    byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(argument).array();
    out.write(all, Long.BYTES - size, size);
  }
}
