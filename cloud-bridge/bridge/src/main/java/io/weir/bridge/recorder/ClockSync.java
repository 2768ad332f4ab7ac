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
 *
 * <p>Readings that were taken just before the clock was set and are written just after it are known
 * by their times, and are corrected too.
 */
public final class ClockSync implements ClockMark, TrueTime {
  private static final Logger LOG = LoggerFactory.getLogger(ClockSync.class);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  static final Instant BUILD_DATE = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant TOO_LATE = Instant.parse("2036-01-01T00:00:00Z");

  private static final long A_SECOND = 1_000_000;
  // a group of readings is written after a minute at most
  private static final long LONG_AFTER = 600 * A_SECOND;

  private final Path marker;
  private final Path uptime;
  private final InstantSource wall;
  private final ByteString boot;
  private volatile boolean synchronised;
  // of the recorder's thread: by what the wall clock is ahead of the boot clock, and was before it
  // was set; and when it was set, by the boot clock
  private boolean settled;
  private OptionalLong ahead = OptionalLong.empty();
  private OptionalLong formerlyAhead = OptionalLong.empty();
  private long setAt;

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
    follow();
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
    follow();
    if (settled && formerlyAhead.isEmpty()) {
      return;
    }
    OptionalLong up = bootMicros();
    OptionalLong former = formerly(content, up);
    if (settled && former.isEmpty()) {
      return;
    }
    content.setBeforeSync(true);
    long made = former.orElse(wallMicros());
    up.ifPresent(
        now -> {
          long age = made - content.getFirstTimeUs();
          content.setBoot(boot).setBootClockUs(now - age).setMadeUs(made);
        });
  }

  /** Notices when the clock is set, as long as it is not known to be right. */
  private void follow() {
    if (settled) {
      return;
    }
    settled = synchronised();
    OptionalLong up = bootMicros();
    if (up.isPresent()) {
      long now = wallMicros() - up.getAsLong();
      if (ahead.isPresent() && Math.abs(now - ahead.getAsLong()) > A_SECOND) {
        formerlyAhead = ahead;
        setAt = up.getAsLong();
      }
      ahead = OptionalLong.of(now);
    }
  }

  /**
   * What the clock would show now had it not been set since these readings were taken; empty if
   * they were taken later.
   */
  private OptionalLong formerly(Segment.Builder content, OptionalLong up) {
    if (formerlyAhead.isEmpty() || up.isEmpty()) {
      return OptionalLong.empty();
    }
    if (up.getAsLong() - setAt > LONG_AFTER) {
      formerlyAhead = OptionalLong.empty();
      return formerlyAhead;
    }
    long shown = up.getAsLong() + formerlyAhead.getAsLong();
    boolean one = isOf(content.getFirstTimeUs(), shown) || isOf(content.getLastTimeUs(), shown);
    return one ? OptionalLong.of(shown) : OptionalLong.empty();
  }

  /** By the clock that was not set, and not by the right one; nobody waits in a group for long. */
  private boolean isOf(long time, long shown) {
    long off = Math.abs(time - shown);
    return off < LONG_AFTER && off < Math.abs(time - wallMicros());
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
