package io.weir.outbox.sqlite;

import io.weir.outbox.SeqRange;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One commit: the jobs of a group, and the acknowledgements that have come in since the last. */
final class Transaction {
  private static final long PAGES_TO_SHRINK = 32;
  private static final long PAGES_OF_A_COMMIT = 5; // entry, index, body, state, schema page
  private static final long ACCOUNT_EVERY_NANOS = 1_000_000_000;

  private final Settings settings;
  private final Identity identity;
  private final Space space;
  private final Acknowledged acknowledged;
  private final Reader reader;
  private final Flash flash;
  private final FlashBudget budget;
  private long progressExpected;
  private long logBytes; // about what the log holds since it was moved
  private long commits;
  private long accountedAt;

  Transaction(
      Settings settings,
      Identity identity,
      Space space,
      Acknowledged acknowledged,
      Reader reader,
      Flash flash,
      FlashBudget budget) {
    this.settings = settings;
    this.identity = identity;
    this.space = space;
    this.acknowledged = acknowledged;
    this.reader = reader;
    this.flash = flash;
    this.budget = budget;
  }

  /** Durable when it returns, unless there were acknowledgements alone. */
  void run(Store store, List<Job<?>> group) throws SQLException, IOException {
    progressExpected = Long.MAX_VALUE;
    Map<String, List<SeqRange>> taken = acknowledged.take();
    if (group.isEmpty() && taken.isEmpty()) {
      return;
    }
    space.look();
    store.begin(!group.isEmpty());
    try {
      store.acknowledge(taken, settings.history());
      for (Job<?> job : group) {
        job.run(store);
      }
      if (settings.flashBytesPerDay() > 0) {
        // beside the counters, on a page that is written anyway: a restart must not forget the day
        store.state.put(StateTable.FLASH, budget.state());
      }
      progressExpected = store.prepare(!group.isEmpty());
      store.commit();
      identity.committed(store.queue.newest(), store.tally.account());
      reader.between(acknowledged::written);
      if (store.queue.floorsAreStale()) {
        reader.forgetFloors();
      }
    } finally {
      reader.releasePeeks();
    }
    flash.flushed(group.isEmpty() ? 0 : 1);
    long bytes = group.stream().mapToLong(Job::bytes).sum();
    flash.committed(bytes);
    logBytes += bytes + PAGES_OF_A_COMMIT * SqliteFile.PAGE_BYTES;
    commits++;
    if (System.nanoTime() - accountedAt > ACCOUNT_EVERY_NANOS) {
      accountedAt = System.nanoTime();
      budget.committed(commits, flash.written(), Instant.now());
    }
  }

  /** What {@link Store#progressWhenOpened()} shows if the last commit took place after all. */
  long progressExpected() {
    return progressExpected;
  }

  void failed() {
    acknowledged.notWritten();
    reader.reopen();
  }

  /** Moves the log into the database when it has grown, so that its space is used again. */
  void checkpoint(Store store) throws SQLException {
    boolean tooLarge = space.tooLarge(store);
    if (!tooLarge && logBytes < settings.checkpointBytes()) {
      return;
    }
    if (tooLarge) {
      store.pages.shrink(PAGES_TO_SHRINK);
    }
    store.pages.checkpoint("PASSIVE");
    flash.flushed(2);
    logBytes = 0;
  }
}
