package io.weir.outbox.sqlite;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Keeps the bytes written a day within what the flash memory can bear: the more of the day's budget
 * is used, the longer the time to collect. Pure but for its counters; any thread.
 */
final class FlashBudget {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final long bytesPerDay;
  private long day;
  private long writtenThatDay;
  private long lastWritten;
  private long commits;

  FlashBudget(long bytesPerDay) {
    this.bytesPerDay = bytesPerDay;
  }

  /** Takes up what was written earlier on the same day. */
  synchronized void begin(byte[] state) {
    if (state != null && state.length == 2 * Long.BYTES) {
      ByteBuffer buffer = ByteBuffer.wrap(state);
      day = buffer.getLong();
      writtenThatDay = buffer.getLong();
    }
  }

  synchronized byte[] state() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(day).putLong(writtenThatDay).array();
  }

  /**
   * @param newCommits commits since the process started
   * @param written bytes written since then
   */
  synchronized void committed(long newCommits, long written, Instant now) {
    long today = now.getEpochSecond() / ChronoUnit.DAYS.getDuration().toSeconds();
    if (today != day) {
      day = today;
      writtenThatDay = 0;
    }
    writtenThatDay += written - lastWritten;
    lastWritten = written;
    commits = newCommits;
  }

  /** The time to collect so that what is left of the budget lasts until midnight UTC. */
  synchronized Duration groupTime(Duration wanted, Instant now) {
    if (bytesPerDay == 0 || commits == 0 || wanted.compareTo(LONGEST) >= 0) {
      return wanted;
    }
    long secondsOfDay = ChronoUnit.DAYS.getDuration().toSeconds();
    long secondsLeft = secondsOfDay - now.getEpochSecond() % secondsOfDay;
    boolean today = now.getEpochSecond() / secondsOfDay == day;
    double bytesLeft = Math.max(1, bytesPerDay - (today ? writtenThatDay : 0));
    double bytesPerCommit = (double) lastWritten / commits;
    double seconds = Math.min(LONGEST.toSeconds(), secondsLeft * bytesPerCommit / bytesLeft);
    Duration needed = Duration.ofNanos((long) (seconds * 1e9));
    return needed.compareTo(wanted) > 0 ? needed : wanted;
  }
}
