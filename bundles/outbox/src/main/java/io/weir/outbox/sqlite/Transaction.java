package io.weir.outbox.sqlite;

import io.weir.outbox.SeqRange;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** One commit: the jobs of a group, and the acknowledgements that have come in since the last. */
final class Transaction {
  private final Settings settings;
  private final Acknowledged acknowledged;
  private final Reader reader;
  private final Flash flash;
  private long progressExpected;
  private long writtenAtCheckpoint;

  Transaction(Settings settings, Acknowledged acknowledged, Reader reader, Flash flash) {
    this.settings = settings;
    this.acknowledged = acknowledged;
    this.reader = reader;
    this.flash = flash;
  }

  /** Durable when it returns, unless there were acknowledgements alone. */
  void run(Store store, List<Job<?>> group) throws SQLException {
    progressExpected = Long.MAX_VALUE;
    Map<String, List<SeqRange>> taken = acknowledged.take();
    if (group.isEmpty() && taken.isEmpty()) {
      return;
    }
    Links before = store.links();
    store.begin(!group.isEmpty());
    for (Job<?> job : group) {
      job.run(store);
    }
    store.acknowledge(taken, settings.history());
    progressExpected = store.prepare(!group.isEmpty());
    store.commit();
    reader.between(acknowledged::written);
    if (!store.links().equals(before)) {
      reader.forgetFloors();
    }
    if (!group.isEmpty()) {
      flash.flushed(1);
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
    long written = flash.written();
    if (written - writtenAtCheckpoint >= settings.checkpointBytes()) {
      store.checkpoint("PASSIVE");
      flash.flushed(2);
      writtenAtCheckpoint = flash.written();
    }
  }
}
