package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxStats.Waiting;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * What waits, and what ever happened, counted along so that nobody has to ask the database. Changed
 * by the writer thread, read by any.
 */
final class Tally {
  private static final int COUNTERS = 5;
  private static final int LANES = Lane.values().length;

  private final long[] entries = new long[LANES];
  private final long[] records = new long[LANES];
  private final long[] bytes = new long[LANES];
  private final long[] oldestMicros = new long[LANES];
  private long appended;
  private long evicted;
  private long refused;
  private long dead;

  /** Records that were ever given a number: as an entry, or as a gap from the start. */
  private long placed;

  /** Those of them whose entry or gap nobody waits for any more. */
  private long settled;

  synchronized void waits(Lane lane, long moreEntries, long moreRecords, long moreBytes) {
    int i = lane.ordinal();
    entries[i] += moreEntries;
    records[i] += moreRecords;
    bytes[i] += moreBytes;
  }

  /** A gap is an entry that waits; its records do not. */
  void waits(Draft draft, int sign) {
    int length = draft.body().length;
    waits(draft.lane(), sign, length > 0 ? (long) sign * draft.records() : 0, (long) sign * length);
  }

  void waits(EntryTable.Row row, int sign) {
    waits(row.lane(), sign, row.bytes() > 0 ? (long) sign * row.records() : 0, sign * row.bytes());
  }

  synchronized void oldest(Lane lane, long micros) {
    oldestMicros[lane.ordinal()] = micros;
  }

  synchronized void clear(Lane lane) {
    int i = lane.ordinal();
    entries[i] = 0;
    records[i] = 0;
    bytes[i] = 0;
    oldestMicros[i] = 0;
  }

  synchronized long entries(Lane lane) {
    return entries[lane.ordinal()];
  }

  synchronized long bytes(Lane lane) {
    return bytes[lane.ordinal()];
  }

  synchronized void appended(long moreRecords) {
    appended += moreRecords;
  }

  synchronized void placed(long moreRecords) {
    placed += moreRecords;
  }

  synchronized void settled(long moreRecords) {
    settled += moreRecords;
  }

  /** Records that somebody must still be waiting for, as entries or as gaps. */
  synchronized long owed() {
    return placed - settled;
  }

  synchronized Account account() {
    return new Account(appended, placed, settled);
  }

  synchronized void evicted(long moreRecords) {
    evicted += moreRecords;
  }

  synchronized void refused(long moreRecords) {
    refused += moreRecords;
  }

  synchronized void dead(long now) {
    dead = now;
  }

  synchronized long[] totals() {
    return new long[] {appended, evicted, refused, dead};
  }

  synchronized Map<Lane, Waiting> waiting() {
    Map<Lane, Waiting> waiting = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      int i = lane.ordinal();
      if (entries[i] > 0) {
        waiting.put(lane, new Waiting(entries[i], records[i], bytes[i], oldestMicros[i]));
      }
    }
    return waiting;
  }

  /** The counters that are kept with the database. */
  synchronized byte[] counters() {
    return ByteBuffer.allocate(COUNTERS * Long.BYTES)
        .putLong(appended)
        .putLong(evicted)
        .putLong(refused)
        .putLong(placed)
        .putLong(settled)
        .array();
  }

  /**
   * Forgets everything and takes up the counters of the database.
   *
   * @param waitingRecords the records of all entries and gaps that wait
   * @param noted what was noted beside the database, for one whose own counters cannot be read
   */
  synchronized void begin(byte[] counters, long waitingRecords, Account noted) {
    for (Lane lane : Lane.values()) {
      clear(lane);
    }
    ByteBuffer buffer = ByteBuffer.wrap(counters == null ? counters(noted) : counters);
    appended = buffer.getLong();
    evicted = buffer.getLong();
    refused = Math.max(refused, buffer.getLong()); // also counts what no commit has noted yet
    boolean account = buffer.remaining() >= 2 * Long.BYTES;
    placed = account ? buffer.getLong() : 0;
    settled = account ? buffer.getLong() : 0;
    if (placed == 0) { // of schema 1, which did not keep account: what is there is what was
      placed = Math.max(appended, waitingRecords);
      settled = placed - waitingRecords;
    }
  }

  /** The counters of a database whose own cannot be read. */
  private static byte[] counters(Account account) {
    return ByteBuffer.allocate(COUNTERS * Long.BYTES)
        .putLong(account.appended())
        .putLong(0)
        .putLong(0)
        .putLong(account.placed())
        .putLong(account.settled())
        .array();
  }
}
