package io.weir.bridge.mqtt;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Follows the packets that come from a broker (MQTT 3.1.1 s2.2) and refuses one that is too large
 * before it is read: the client would make room for what its head announces, up to 256 MiB. One
 * thread.
 */
final class BoundedPackets extends FilterInputStream {
  private static final int MORE = 0x80;
  private static final int LENGTH_BITS = 7;

  private final long most;
  private boolean inHead;
  private int shift;
  private long left;

  /**
   * @param most bytes of a packet after its head
   */
  BoundedPackets(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      follow(next);
    }
    return next;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    // heads byte by byte, so that what is announced is known before it is asked for
    if (left == 0 || inHead) {
      int next = length == 0 ? -1 : read();
      if (next < 0) {
        return length == 0 ? 0 : -1;
      }
      into[from] = (byte) next;
      return 1;
    }
    int count = super.read(into, from, (int) Math.min(length, left));
    left -= Math.max(0, count);
    return count;
  }

  private void follow(int next) throws IOException {
    if (inHead) {
      left |= (long) (next & ~MORE) << shift;
      shift += LENGTH_BITS;
      inHead = (next & MORE) != 0;
      if (left > most) {
        throw new IOException(
            "the broker sends a message of " + left + " bytes, the most is " + most);
      }
    } else if (left > 0) {
      left--;
    } else {
      inHead = true;
      shift = 0;
    }
  }

  @Override
  public long skip(long count) throws IOException {
    return count > 0 && read() >= 0 ? 1 : 0;
  }
}
