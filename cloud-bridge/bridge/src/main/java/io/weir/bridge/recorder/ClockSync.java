package io.weir.bridge.recorder;

import com.google.protobuf.ByteString;
import io.weir.bridge.uplink.TrueTime;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the wall clock has been set by somebody who knows the time. Until then segments say
 * so and carry the boot clock, by which their times are corrected when they are sent later. Any
 * thread.
 *
 * <p>systemd-timesyncd makes the file {@code synchronized} in its run folder at the first
 * synchronisation (systemd-timesyncd.service(8)); where it does not run, a clock within the ten
 * years after this program was built counts as set: a gateway without a battery starts in 1970.
 */
public final class ClockSync implements ClockMark, TrueTime {
  private static final Logger LOG = LoggerFactory.getLogger(ClockSync.class);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  static final Instant BUILD_DATE = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant TOO_LATE = Instant.parse("2036-01-01T00:00:00Z");

  private final Path marker;
  private final Path uptime;
  private final InstantSource wall;
  private final ByteString boot;
  private volatile boolean synchronised;

  /**
   * @param marker the file whose existence says that the clock is right
   * @param uptime the kernel's {@code /proc/uptime}
   * @param boot names this boot, 16 bytes
   */
  public ClockSync(Path marker, Path uptime, UUID boot, InstantSource wall) {
    this.boot = ByteString.copyFrom(Segments.bytes(boot));
    this.marker = marker;
    this.uptime = uptime;
    this.wall = wall;
  }

  /** As systemd-timesyncd and the kernel have it. */
  public static ClockSync ofSystem() {
    return new ClockSync(
        Path.of("/run/systemd/timesync/synchronized"),
        Path.of("/proc/uptime"),
        bootId(),
        InstantSource.system());
  }

  @Override
  public void stamp(Segment.Builder content) {
    if (synchronised()) {
      return;
    }
    content.setBeforeSync(true);
    long made = wallMicros();
    bootMicros()
        .ifPresent(
            now -> {
              long age = made - content.getFirstTimeUs();
              content.setBoot(boot).setBootClockUs(now - age).setMadeUs(made);
            });
  }

  @Override
  public OptionalLong at(ByteString ofBoot, long bootClockMicros) {
    if (!ofBoot.equals(boot) || !synchronised()) {
      return OptionalLong.empty();
    }
    OptionalLong now = bootMicros();
    return now.isEmpty() ? now : OptionalLong.of(bootClockMicros + wallMicros() - now.getAsLong());
  }

  private long wallMicros() {
    return wall.millis() * 1_000;
  }

  /** Counts through suspends, which the JVM's monotonic clock does not. */
  private OptionalLong bootMicros() {
    try {
      String seconds = Files.readString(uptime).split(" ", 2)[0];
      return OptionalLong.of(Segments.micros(Double.parseDouble(seconds)));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the boot clock cannot be read");
      return OptionalLong.empty();
    }
  }

  private static UUID bootId() {
    try {
      return UUID.fromString(Files.readString(BOOT_ID).strip());
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the boot has no name, this start of the agent stands for it");
      return UUID.randomUUID();
    }
  }

  private boolean synchronised() {
    if (!synchronised) {
      synchronised =
          Files.isDirectory(marker.getParent())
              ? Files.exists(marker)
              : wall.instant().isAfter(BUILD_DATE) && wall.instant().isBefore(TOO_LATE);
      if (synchronised) {
        LOG.atInfo().log("the clock is synchronised");
      }
    }
    return synchronised;
  }
}
