package io.weir.bridge.recorder;

import io.weir.uplink.Segments;
import io.weir.uplink.proto.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the wall clock has been set by somebody who knows the time. Until then segments say
 * so and carry the boot clock. Recorder's thread.
 *
 * <p>systemd-timesyncd makes the file {@code synchronized} in its run folder at the first
 * synchronisation (systemd-timesyncd.service(8)); where it does not run, a clock that is past the
 * build date of this program counts as set: a gateway without a battery starts in 1970.
 */
public final class ClockSync implements ClockMark {
  private static final Logger LOG = LoggerFactory.getLogger(ClockSync.class);
  static final Instant BUILD_DATE = Instant.parse("2026-01-01T00:00:00Z");

  private final Path marker;
  private final Path uptime;
  private final InstantSource wall;
  private boolean synchronised;

  /**
   * @param marker the file whose existence says that the clock is right
   * @param uptime the kernel's {@code /proc/uptime}
   */
  public ClockSync(Path marker, Path uptime, InstantSource wall) {
    this.marker = marker;
    this.uptime = uptime;
    this.wall = wall;
  }

  /** As systemd-timesyncd and the kernel have it. */
  public static ClockSync ofSystem() {
    return new ClockSync(
        Path.of("/run/systemd/timesync/synchronized"),
        Path.of("/proc/uptime"),
        InstantSource.system());
  }

  @Override
  public void stamp(Segment.Builder content) {
    if (synchronised()) {
      return;
    }
    content.setBeforeSync(true);
    try {
      String seconds = Files.readString(uptime).split(" ", 2)[0];
      long age = Segments.micros(wall.millis() / 1e3) - content.getFirstTimeUs();
      content.setBootClockUs(Segments.micros(Double.parseDouble(seconds)) - age);
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the boot clock cannot be read, the segment goes without");
    }
  }

  private boolean synchronised() {
    if (!synchronised) {
      synchronised =
          Files.isDirectory(marker.getParent())
              ? Files.exists(marker)
              : wall.instant().isAfter(BUILD_DATE);
      if (synchronised) {
        LOG.atInfo().log("the clock is synchronised");
      }
    }
    return synchronised;
  }
}
