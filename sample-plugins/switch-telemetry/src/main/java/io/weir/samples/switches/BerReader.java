package io.weir.samples.switches;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the Basic Encoding Rules (X.690) of a datagram that anybody may have sent. One thread. */
final class BerReader {

  private final ByteBuffer in;

  BerReader(byte[] bytes, int length) {
    this(ByteBuffer.wrap(bytes, 0, length).slice());
  }

  private BerReader(ByteBuffer in) {
    this.in = in;
  }

  boolean more() {
    return in.hasRemaining();
  }

  /** The next element's tag, without taking it. */
  int tag() throws IOException {
    need(1);
    return in.get(in.position()) & 0xFF;
  }

  /**
   * The next element's content.
   *
   * @throws IOException if its tag is another, or it does not end within the datagram
   */
  BerReader enter(int tag) throws IOException {
    int found = tag();
    if (found != tag) {
      throw new IOException("element %02x was expected, was %02x".formatted(tag, found));
    }
    in.get();
    int length = length();
    need(length);
    ByteBuffer body = in.slice(in.position(), length);
    in.position(in.position() + length);
    return new BerReader(body);
  }

  byte[] octets(int tag) throws IOException {
    ByteBuffer body = enter(tag).in;
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  /** A number of at most 64 bits; an unsigned one of 64 comes as the same bits. */
  long integer(int tag) throws IOException {
    byte[] bytes = octets(tag);
    if (bytes.length == 0 || bytes.length > 9 || bytes.length == 9 && bytes[0] != 0) {
      throw new IOException("a number of 1 to 8 bytes was expected, had " + bytes.length);
    }
    return new BigInteger(bytes).longValue();
  }

  Oid oid() throws IOException {
    ByteBuffer body = enter(BerWriter.OID).in;
    List<Long> arcs = new ArrayList<>();
    while (body.hasRemaining()) {
      long arc = 0;
      int part;
      do {
        if (!body.hasRemaining() || arc > 0xFFFFFFFFL >> 7) {
          throw new IOException("an object identifier has an arc of more than 32 bits");
        }
        part = body.get() & 0xFF;
        arc = arc << 7 | part & 0x7F;
      } while (part >= 0x80);
      if (arcs.isEmpty()) {
        long first = Math.min(arc / 40, 2);
        arcs.add(first);
        arcs.add(arc - 40 * first);
      } else {
        arcs.add(arc);
      }
    }
    if (arcs.isEmpty()) {
      throw new IOException("an object identifier is empty");
    }
    return new Oid(arcs.stream().mapToLong(Long::longValue).toArray());
  }

  private int length() throws IOException {
    need(1);
    int first = in.get() & 0xFF;
    if (first < 0x80) {
      return first;
    }
    int bytes = first & 0x7F;
    if (bytes == 0 || bytes > 3) {
      throw new IOException("a length of 1 to 3 bytes was expected, had " + bytes);
    }
    need(bytes);
    int length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | in.get() & 0xFF;
    }
    return length;
  }

  private void need(int bytes) throws IOException {
    if (in.remaining() < bytes) {
      throw new IOException("the datagram ends too early: " + bytes + " bytes more were expected");
    }
  }
}
