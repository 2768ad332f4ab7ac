package io.weir.samples.modbus;

import java.io.IOException;

/** The device answered with an exception code (Application Protocol V1.1b3 s7). */
final class DeviceRefused extends IOException {

  private static final long serialVersionUID = 1L;

  /** The address does not exist, or not all of them do. */
  static final int ILLEGAL_ADDRESS = 2;

  private final int code;

  DeviceRefused(int code, String request) {
    super("the device refused " + request + ": " + code + " " + meaning(code));
    this.code = code;
  }

  int code() {
    return code;
  }

  private static String meaning(int code) {
    return switch (code) {
      case 1 -> "illegal function";
      case 2 -> "illegal address";
      case 3 -> "illegal value";
      case 4 -> "device failure";
      case 5 -> "acknowledged, not done yet";
      case 6 -> "busy";
      case 8 -> "memory parity error";
      case 10 -> "gateway path unavailable";
      case 11 -> "gateway target did not answer";
      default -> "unknown code";
    };
  }
}
