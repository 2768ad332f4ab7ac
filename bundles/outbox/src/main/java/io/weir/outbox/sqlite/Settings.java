package io.weir.outbox.sqlite;

import java.nio.file.Path;

/**
 * How one outbox is set up. Immutable.
 *
 * @param directory its own folder
 * @param limitBytes bytes on disk with the write-ahead log, from 1 MiB
 * @param policy what happens when it is full
 * @param freeFloorBytes bytes left free on the file system
 * @param ballastBytes size of the file that is let go when the disk is full, 0 for none
 * @param reserveReplyBytes bytes only replies may use
 * @param reserveAlertBytes bytes only alerts and replies may use
 * @param history whether acknowledged entries stay while there is room
 * @param flashBytesPerDay bytes that may be written a day, 0 for no limit
 */
public record Settings(
    Path directory,
    long limitBytes,
    Policy policy,
    long freeFloorBytes,
    long ballastBytes,
    long reserveReplyBytes,
    long reserveAlertBytes,
    boolean history,
    long flashBytesPerDay) {

  static final long SMALLEST_LIMIT = 1 << 20;

  public Settings {
    if (limitBytes < SMALLEST_LIMIT) {
      throw new IllegalArgumentException(
          "limit.bytes must be %,d or more, was %,d".formatted(SMALLEST_LIMIT, limitBytes));
    }
    if (freeFloorBytes < 0 || ballastBytes < 0 || flashBytesPerDay < 0) {
      throw new IllegalArgumentException(
          "free.floor.bytes, ballast.bytes and flash.bytes.per.day must be 0 or more");
    }
    if (reserveReplyBytes < 0
        || reserveAlertBytes < 0
        || reserveReplyBytes + reserveAlertBytes > limitBytes / 2) {
      throw new IllegalArgumentException(
          "reserve.reply.bytes and reserve.alert.bytes must be 0 or more, together at most half of"
              + " limit.bytes");
    }
  }

  /** The usual settings, with reserves fitted to the limit. */
  public static Settings of(Path directory, long limitBytes, Policy policy) {
    return new Settings(
        directory,
        limitBytes,
        policy,
        16 << 20,
        2 << 20,
        Math.min(256 << 10, limitBytes / 16),
        Math.min(1 << 20, limitBytes / 8),
        true,
        0);
  }

  static Settings from(OutboxConfig config, Path stateFolder) {
    Path directory =
        config.directory().isBlank() ? stateFolder.resolve("outbox") : Path.of(config.directory());
    return new Settings(
        directory,
        config.limit_bytes(),
        Policy.named(config.policy()),
        config.free_floor_bytes(),
        config.ballast_bytes(),
        config.reserve_reply_bytes(),
        config.reserve_alert_bytes(),
        config.history(),
        config.flash_bytes_per_day());
  }

  /** The same without reserve on the file system: for tests on small disks. */
  public Settings withDisk(long newFreeFloorBytes, long newBallastBytes) {
    return new Settings(
        directory,
        limitBytes,
        policy,
        newFreeFloorBytes,
        newBallastBytes,
        reserveReplyBytes,
        reserveAlertBytes,
        history,
        flashBytesPerDay);
  }

  public Settings withHistory(boolean newHistory) {
    return new Settings(
        directory,
        limitBytes,
        policy,
        freeFloorBytes,
        ballastBytes,
        reserveReplyBytes,
        reserveAlertBytes,
        newHistory,
        flashBytesPerDay);
  }

  public Settings withFlashBytesPerDay(long newFlashBytesPerDay) {
    return new Settings(
        directory,
        limitBytes,
        policy,
        freeFloorBytes,
        ballastBytes,
        reserveReplyBytes,
        reserveAlertBytes,
        history,
        newFlashBytesPerDay);
  }

  /**
   * How many bytes the log may hold before it is moved into the database. A longer log writes a hot
   * page fewer times, and takes more of the limit.
   */
  long checkpointBytes() {
    return Math.min(2 << 20, limitBytes / 8);
  }
}
