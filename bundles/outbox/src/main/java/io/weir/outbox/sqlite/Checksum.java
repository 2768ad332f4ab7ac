package io.weir.outbox.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Two CRC-32C in one number: of what an entry's row says, in the upper half, and of its body in the
 * lower. SQLite checks how a page is built and not what it holds, so a bit that changed in a body
 * or a count shows here alone. What acknowledgements change (who waits for it) is not part of it;
 * the index of what waits is the second witness for that. Pure.
 */
final class Checksum {
  /** Of a row that was written before there were checksums. */
  static final long NONE = 0;

  private static final int NUMBERS = 4 * Long.BYTES + 4 * Integer.BYTES;

  private Checksum() {}

  static long of(EntryTable.Row row, byte[] body) {
    return (long) head(row) << Integer.SIZE | Integer.toUnsignedLong(crc(body));
  }

  /** Whether the row says what was written. */
  static boolean holds(EntryTable.Row row) {
    return row.checksum() == NONE || (int) (row.checksum() >>> Integer.SIZE) == head(row);
  }

  /** Whether the body is the one that was written; null counts as one that cannot be read. */
  static boolean holds(EntryTable.Row row, byte[] body) {
    return body != null
        && body.length == row.bytes()
        && (row.checksum() == NONE || (int) row.checksum() == crc(body));
  }

  private static int head(EntryTable.Row row) {
    String reason = row.reason() == null ? "" : row.reason();
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer head = ByteBuffer.allocate(NUMBERS + text.length);
    head.putLong(row.seq()).putLong(row.through()).putInt(row.lane().ordinal()).putInt(row.kind());
    head.putInt(row.records()).putInt((int) row.bytes());
    head.putLong(row.firstMicros()).putLong(row.lastMicros()).put(text);
    return crc(head.array());
  }

  private static int crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
