package io.weir.samples.switches;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Writes the Basic Encoding Rules (X.690) as far as SNMP needs them. One thread. */
final class BerWriter {

  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int SEQUENCE = 0x30;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  BerWriter integer(long value) {
    return put(INTEGER, BigInteger.valueOf(value).toByteArray());
  }

  BerWriter oid(Oid oid) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long[] arcs = oid.arcs();
    arc(body, 40 * arcs[0] + arcs[1]); // X.690 s8.19.4
    for (int i = 2; i < arcs.length; i++) {
      arc(body, arcs[i]);
    }
    return put(OID, body.toByteArray());
  }

  BerWriter put(int tag, byte[] body) {
    out.write(tag);
    if (body.length < 0x80) {
      out.write(body.length);
    } else {
      byte[] length = BigInteger.valueOf(body.length).toByteArray();
      int skip = length[0] == 0 ? 1 : 0;
      out.write(0x80 | length.length - skip);
      out.write(length, skip, length.length - skip);
    }
    out.writeBytes(body);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private static void arc(ByteArrayOutputStream body, long arc) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (arc >> shift != 0) {
        body.write((int) (arc >> shift & 0x7F) | 0x80);
      }
    }
    body.write((int) arc & 0x7F);
  }
}
