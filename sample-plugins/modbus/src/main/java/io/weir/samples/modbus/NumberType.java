package io.weir.samples.modbus;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** How a number lies in one, two or four registers, most significant byte first. */
enum NumberType {
  INT16(1, -0x1p15, 0x1p15 - 1),
  UINT16(1, 0, 0x1p16 - 1),
  INT32(2, -0x1p31, 0x1p31 - 1),
  UINT32(2, 0, 0x1p32 - 1),
  // the largest doubles and longs do not meet: what a double can say is the limit
  INT64(4, -0x1p63, 0x1p63 - 1024),
  FLOAT32(2, -Float.MAX_VALUE, Float.MAX_VALUE),
  FLOAT64(4, -Double.MAX_VALUE, Double.MAX_VALUE);

  private final int registers;
  private final double minimum;
  private final double maximum;

  NumberType(int registers, double minimum, double maximum) {
    this.registers = registers;
    this.minimum = minimum;
    this.maximum = maximum;
  }

  int registers() {
    return registers;
  }

  double minimum() {
    return minimum;
  }

  double maximum() {
    return maximum;
  }

  boolean whole() {
    return this != FLOAT32 && this != FLOAT64;
  }

  /** The number as it lies there; a {@link Long} where it is whole, else a {@link Double}. */
  Number decode(byte[] data, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(data);
    return switch (this) {
      case INT16 -> (long) bytes.getShort(at);
      case UINT16 -> (long) Short.toUnsignedInt(bytes.getShort(at));
      case INT32 -> (long) bytes.getInt(at);
      case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
      case INT64 -> bytes.getLong(at);
      case FLOAT32 -> (double) bytes.getFloat(at);
      case FLOAT64 -> bytes.getDouble(at);
    };
  }

  /** The bytes of a number between minimum and maximum; a whole type rounds. */
  byte[] encode(double value) {
    byte[] data = new byte[8];
    ByteBuffer bytes = ByteBuffer.wrap(data);
    switch (this) {
      case INT16, UINT16 -> bytes.putShort((short) Math.round(value));
      case INT32, UINT32 -> bytes.putInt((int) Math.round(value));
      case INT64 -> bytes.putLong(Math.round(value));
      case FLOAT32 -> bytes.putFloat((float) value);
      case FLOAT64 -> bytes.putDouble(value);
    }
    return Arrays.copyOf(data, 2 * registers);
  }
}
