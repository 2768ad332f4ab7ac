package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import java.sql.SQLException;

/**
 * How much room there is: bytes on disk against the limit, with the log, and against what must stay
 * free on the file system. Writer thread.
 */
final class Space {
  /** An entry's row, its place in the index, and the unused end of its last page. */
  private static final int PER_ENTRY = 512;

  private final Settings settings;
  private long diskLeft;

  Space(Settings settings) {
    this.settings = settings;
  }

  /** Bytes that the draft may take on disk, at the most. */
  static long need(Draft draft) {
    long body = draft.body().length;
    return body
        + body / 64
        + (body > SqliteFile.PAGE_BYTES / 4 ? SqliteFile.PAGE_BYTES : 0)
        + PER_ENTRY;
  }

  /** Bytes that may still be used; below 0 when there are too many already. */
  long left(Store store) throws SQLException {
    long free = store.pages.free() * store.pages.bytes();
    long file = store.pages.count() * store.pages.bytes();
    // pages of our own that are free need nothing of the disk
    return Math.min(databaseLimit() - (file - free), Math.max(0, diskLeft) + free);
  }

  /** Whether it is the file system that has not this much for us, and not our own limit. */
  boolean diskLacks(Store store, Lane lane, long need) throws SQLException {
    long ours = store.pages.free() * store.pages.bytes();
    return Math.max(0, diskLeft) + ours - reservedFrom(lane, store.tally) < need;
  }

  /** Whether the file should give pages back, for the limit was lowered. */
  boolean tooLarge(Store store) throws SQLException {
    return store.pages.free() > 0 && store.pages.count() * store.pages.bytes() > databaseLimit();
  }

  /** The database's share of the limit: the log keeps up to two of its rounds. */
  long databaseLimit() {
    return settings.limitBytes() - 2 * settings.checkpointBytes();
  }

  /**
   * Looks at the file system, once for each transaction: bytes that the files may still grow by,
   * below 0 when the file system is too full.
   */
  void look() {
    long log = SqliteFile.log(settings.directory()).toFile().length();
    long logMayGrow = Math.max(0, settings.checkpointBytes() - log);
    long ballast = Ballast.in(settings.directory()).toFile().length();
    long ballastMissing = Math.max(0, settings.ballastBytes() - ballast);
    diskLeft =
        settings.directory().toFile().getUsableSpace()
            - settings.freeFloorBytes()
            - logMayGrow
            - ballastMissing;
  }

  /** Bytes that this lane must leave to the more urgent ones. */
  long reservedFrom(Lane lane, Tally tally) {
    long reserved = 0;
    if (lane.compareTo(Lane.REPLY) > 0) {
      reserved += Math.max(0, settings.reserveReplyBytes() - tally.bytes(Lane.REPLY));
    }
    if (lane.compareTo(Lane.ALERT) > 0) {
      reserved += Math.max(0, settings.reserveAlertBytes() - tally.bytes(Lane.ALERT));
    }
    return reserved;
  }

  /** Why there is no room, for the operator. */
  String reason() {
    long free = settings.directory().toFile().getUsableSpace();
    return diskLeft <= 0
        ? "disk-full: the disk is full, %,d bytes free, %,d are to stay free"
            .formatted(free, settings.freeFloorBytes())
        : "%s: the outbox is full, its limit is %,d bytes"
            .formatted(settings.policy().text(), settings.limitBytes());
  }
}
