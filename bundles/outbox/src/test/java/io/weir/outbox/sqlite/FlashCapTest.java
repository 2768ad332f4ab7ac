package io.weir.outbox.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes a day that an outbox may write, with the bytes that it really writes. */
class FlashCapTest {
  private static final Duration WANTED = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final long LIMIT = 64 << 20;

  // far less than a checkpoint: what was written has to be known without one
  private static final long A_DAY = 100_000;

  @TempDir Path folder;

  private SqliteOutbox open(long bytesPerDay) throws IOException {
    SqliteOutbox outbox =
        SqliteOutbox.open(
            Settings.of(folder, LIMIT, Policy.DROP_OLDEST)
                .withDisk(0, 0)
                .withFlashBytesPerDay(bytesPerDay),
            "0.1.0");
    outbox.links(Set.of("cloud"));
    return outbox;
  }

  private static void append(SqliteOutbox outbox) {
    outbox.append(Batch.of(Draft.of(Lane.DATA, 1, new byte[2_000], 10, 1, 2)));
  }

  @Test
  void whatIsWrittenLengthensTheTimeAndIsNotedWithEveryCommit() throws Exception {
    try (SqliteOutbox outbox = open(A_DAY)) {
      Eventually.until(
          () -> {
            append(outbox);
            return noted() > 5 * A_DAY;
          });
      assertThat(noted()).isLessThanOrEqualTo(outbox.stats().writtenBytes());
      assertThat(outbox.groupTime(WANTED)).isEqualTo(LONGEST);
    }
  }

  private long noted() {
    try (Connection connection = SqliteFile.openReader(folder)) {
      byte[] state = new StateTable(connection).all().get(StateTable.FLASH);
      return state == null ? 0 : ByteBuffer.wrap(state).getLong(Long.BYTES);
    } catch (SQLException e) {
      throw new AssertionError("cannot read what was noted", e);
    }
  }

  @Test
  void withoutALimitReadingsNeverWaitLonger() throws IOException {
    try (SqliteOutbox outbox = open(0)) {
      Eventually.until(
          () -> {
            append(outbox);
            return outbox.stats().writtenBytes() > 10 * A_DAY;
          });
      assertThat(outbox.groupTime(WANTED)).isEqualTo(WANTED);
    }
  }
}
