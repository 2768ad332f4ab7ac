package io.weir.samples.modbus;

/**
 * In which order a device sends the bytes of a number. Modbus says it for one register only
 * (Application Protocol V1.1b3 s4.2); for longer numbers each maker chose.
 */
enum ByteOrder {
  /** Most significant byte first: the usual. */
  ABCD(false, false),
  /** Least significant register first. */
  CDAB(true, false),
  /** Bytes of each register swapped. */
  BADC(false, true),
  /** Least significant byte first. */
  DCBA(true, true);

  private final boolean registersReversed;
  private final boolean bytesSwapped;

  ByteOrder(boolean registersReversed, boolean bytesSwapped) {
    this.registersReversed = registersReversed;
    this.bytesSwapped = bytesSwapped;
  }

  /** Into this order or out of it: the same, as each order is its own inverse. */
  byte[] apply(byte[] data) {
    byte[] out = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      int register = registersReversed ? data.length / 2 - 1 - i / 2 : i / 2;
      int within = bytesSwapped ? 1 - i % 2 : i % 2;
      out[2 * register + within] = data[i];
    }
    return out;
  }
}
