package io.weir.outbox.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The epoch, and how far the numbers have got, in a small file beside the database. It is what
 * tells that the database's newest part is gone (a lost or damaged log, rows that could not be
 * salvaged), and what keeps a number from being given twice then.
 *
 * <p>Two things are noted. The <em>mark</em>: no number above it was ever handed out; flushed
 * before numbers are handed out, and running ahead of them, so that one flush serves many. The
 * <em>progress</em>: the last commit; written after each without a flush, so it survives the end of
 * the process and may be old after a power cut, but is never ahead of what was committed.
 *
 * <p>Each has two slots that are written in turn with a checksum, so that a torn write leaves the
 * other. Any thread.
 */
final class Identity implements AutoCloseable {
  static final String FILE = "identity";

  /** Numbers between two flushes: one flush for 8 s of live data at four entries a second. */
  private static final int AHEAD = 32;

  private static final int MAGIC = 0x57454952; // "WEIR"
  private static final int SLOT = 512; // one sector
  private static final int USED = Integer.BYTES + 4 * Long.BYTES;
  private static final int PROGRESS = Integer.BYTES + 9 * Long.BYTES;

  /**
   * The last commit that was noted.
   *
   * @param newest the last number
   * @param account what became of the records of this epoch
   * @param sameBoot whether the machine has not been started since, so that this is the very last
   */
  record Progress(long newest, Account account, boolean sameBoot) {}

  private static final Progress NONE = new Progress(0, Account.NONE, false);

  private final FileChannel channel;
  private final UUID boot = bootId();
  private long progressTurn;
  private Progress progress = NONE;
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
    for (int slot = 2; slot < 4; slot++) {
      identity.readProgress(slot);
    }
    return identity;
  }

  private static UUID bootId() {
    try {
      return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException e) {
      return UUID.randomUUID(); // no such kernel: every start counts as a boot
    }
  }

  private void readProgress(int slot) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(PROGRESS + Long.BYTES);
    if (channel.read(buffer, (long) slot * SLOT) < buffer.capacity()) {
      return;
    }
    buffer.flip();
    boolean valid =
        buffer.getLong(PROGRESS) == checksum(buffer.array(), PROGRESS) && buffer.getInt() == MAGIC;
    if (valid && buffer.getLong(Integer.BYTES) >= progressTurn) {
      progressTurn = buffer.getLong();
      UUID of = new UUID(buffer.getLong(), buffer.getLong());
      UUID noted = new UUID(buffer.getLong(), buffer.getLong());
      progress =
          of.equals(epoch)
              ? new Progress(buffer.getLong(), readAccount(buffer), noted.equals(boot))
              : NONE;
    }
  }

  private static Account readAccount(ByteBuffer buffer) {
    return new Account(buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  synchronized Progress progress() {
    return progress;
  }

  /** Notes a commit. Not flushed. */
  synchronized void committed(long newest, Account account) throws IOException {
    Progress next = new Progress(newest, account, true);
    if (epoch == null || progress.equals(next)) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(PROGRESS + Long.BYTES);
    buffer.putInt(MAGIC).putLong(progressTurn + 1);
    buffer.putLong(epoch.getMostSignificantBits()).putLong(epoch.getLeastSignificantBits());
    buffer.putLong(boot.getMostSignificantBits()).putLong(boot.getLeastSignificantBits());
    buffer.putLong(newest);
    buffer.putLong(account.appended()).putLong(account.placed()).putLong(account.settled());
    buffer.putLong(checksum(buffer.array(), PROGRESS)).flip();
    write(buffer, 2 + (progressTurn + 1) % 2);
    progressTurn++;
    progress = next;
  }

  private void write(ByteBuffer buffer, long slot) throws IOException {
    long position = slot * SLOT;
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  private void read(int slot) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(USED + Long.BYTES);
    if (channel.read(buffer, (long) slot * SLOT) < buffer.capacity()) {
      return;
    }
    buffer.flip();
    boolean valid =
        buffer.getLong(USED) == checksum(buffer.array(), USED) && buffer.getInt() == MAGIC;
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
    progress = NONE;
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
    buffer.putLong(newMark).putLong(checksum(buffer.array(), USED)).flip();
    write(buffer, (turn + 1) % 2);
    channel.force(true);
    turn++;
    epoch = newEpoch;
    mark = newMark;
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
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
