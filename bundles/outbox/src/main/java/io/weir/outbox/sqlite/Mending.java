package io.weir.outbox.sqlite;

import io.weir.outbox.Entry;
import io.weir.outbox.OutboxException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of damage that a reader comes upon: a row is set aside and a gap takes its place
 * before anything is handed out; a page is a matter for the writer, which opens the file anew and
 * mends it. Any thread.
 */
final class Mending {
  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);

  private final Writer writer;
  private final Health health;
  private final AtomicReference<Job<?>> suspicion = new AtomicReference<>();

  Mending(Writer writer, Health health) {
    this.writer = writer;
    this.health = health;
  }

  /** Reading failed: has the writer look at the whole file if it is damaged. */
  void failed(SQLException e) {
    // one at a time: each costs a close look at the whole file
    Job<?> before = suspicion.get();
    if (Trouble.of(e) != Trouble.DAMAGED || (before != null && !before.isOver())) {
      return;
    }
    AtomicBoolean told = new AtomicBoolean();
    Job<?> next =
        new Job<>(
            0,
            store -> {
              if (!told.getAndSet(true)) {
                throw e;
              }
              return null;
            });
    if (suspicion.compareAndSet(before, next)) {
      writer.submit(next);
    }
  }

  /** What is read, with gaps in place of what is damaged. */
  List<Entry> whole(Supplier<Reader.Found> reading) {
    Reader.Found found = reading.get();
    if (found.damaged().isEmpty()) {
      return found.entries();
    }
    try {
      writer.call(new Job<>(0, store -> setAside(store, found.damaged())));
      return reading.get().entries();
    } catch (OutboxException e) {
      LOG.atWarn().setCause(e).log("damaged entries could not be set aside yet");
      return found.entries();
    }
  }

  private Boolean setAside(Store store, List<Long> damaged) throws SQLException {
    int count = 0;
    for (long seq : damaged) {
      count += store.gaps.setAside(seq) ? 1 : 0;
    }
    if (count > 0) {
      health.remember("%,d entries were damaged and are set aside".formatted(count));
    }
    return count > 0;
  }
}
