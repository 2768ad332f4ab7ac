package io.weir.outbox.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The epoch, and the highest number that may have been handed out, in a small file beside the
 * database. It is what keeps a number from being given twice when the database's newest part is
 * gone (a lost or damaged log, rows that could not be salvaged): numbers up to the mark are then
 * skipped.
 *
 * <p>Two slots are written in turn, each with its checksum, so that a torn write leaves the other.
 * The mark runs ahead of what was handed out, so one flush serves many numbers. Any thread.
 */
final class Identity implements AutoCloseable {
  static final String FILE = "identity";

  /** Numbers between two flushes: one flush for 8 s of live data at four entries a second. */
  private static final int AHEAD = 32;

  private static final int MAGIC = 0x57454952; // "WEIR"
  private static final int SLOT = 512; // one sector
  private static final int USED = Integer.BYTES + 4 * Long.BYTES;

  private final FileChannel channel;
  private UUID epoch;
  private long turn;
  private long mark;
  private volatile long handedOut;

  private Identity(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens or makes the file. {@link #epoch()} is null when there was none that can be read. */
  static Identity open(Path directory) throws IOException {
    Identity identity =
        new Identity(
            FileChannel.open(
                directory.resolve(FILE),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    for (int slot = 0; slot < 2; slot++) {
      identity.read(slot);
    }
    identity.handedOut = identity.mark;
    return identity;
  }

  private void read(int slot) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(USED + Long.BYTES);
    if (channel.read(buffer, (long) slot * SLOT) < buffer.capacity()) {
      return;
    }
    buffer.flip();
    boolean valid = buffer.getLong(USED) == checksum(buffer.array()) && buffer.getInt() == MAGIC;
    if (valid && buffer.getLong(Integer.BYTES) >= turn) {
      turn = buffer.getLong();
      epoch = new UUID(buffer.getLong(), buffer.getLong());
      mark = buffer.getLong();
    }
  }

  synchronized UUID epoch() {
    return epoch;
  }

  /** No number above this was ever handed out. */
  synchronized long mark() {
    return mark;
  }

  /** No number above this was handed out since the start, nor before it. */
  long handedOut() {
    return handedOut;
  }

  /** Begins a new sequence. */
  synchronized void renew(UUID newEpoch, long newMark) throws IOException {
    write(newEpoch, newMark);
    handedOut = newMark;
  }

  /** Notes, durably, that numbers up to {@code seq} are about to be handed out. */
  void handOut(long seq) throws IOException {
    if (seq <= handedOut) {
      return;
    }
    synchronized (this) {
      if (seq > mark) {
        write(epoch, seq + AHEAD);
      }
      handedOut = Math.max(handedOut, seq);
    }
  }

  private void write(UUID newEpoch, long newMark) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(USED + Long.BYTES);
    buffer.putInt(MAGIC).putLong(turn + 1);
    buffer.putLong(newEpoch.getMostSignificantBits()).putLong(newEpoch.getLeastSignificantBits());
    buffer.putLong(newMark).putLong(checksum(buffer.array())).flip();
    long position = (turn + 1) % 2 * SLOT;
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
    channel.force(true);
    turn++;
    epoch = newEpoch;
    mark = newMark;
  }

  private static long checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, USED);
    return crc.getValue();
  }

  /** Lets the mark fall back to what was handed out: after this nothing needs to be skipped. */
  synchronized void settle() throws IOException {
    if (mark != handedOut) {
      write(epoch, handedOut);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
