package io.weir.samples.modbus;

/** The four tables of a Modbus device (Application Protocol V1.1b3 s4.3). */
enum Table {
  COIL(1, 2000),
  DISCRETE(2, 2000),
  HOLDING(3, 125),
  INPUT(4, 125);

  private final int readFunction;
  private final int limit;

  Table(int readFunction, int limit) {
    this.readFunction = readFunction;
    this.limit = limit;
  }

  /** The function code that reads it (s6.1 to 6.4). */
  int readFunction() {
    return readFunction;
  }

  /** How many elements one request may ask for (s6.1 to 6.4). */
  int limit() {
    return limit;
  }

  /** Whether its elements are single bits, else registers of 16. */
  boolean bits() {
    return this == COIL || this == DISCRETE;
  }

  boolean writable() {
    return this == COIL || this == HOLDING;
  }

  /** Bytes of an answer that holds so many elements. */
  int bytes(int count) {
    return bits() ? (count + 7) / 8 : 2 * count;
  }
}
