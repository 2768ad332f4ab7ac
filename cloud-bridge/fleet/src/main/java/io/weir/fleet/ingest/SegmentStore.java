package io.weir.fleet.ingest;

import io.weir.fleet.series.Head;
import io.weir.fleet.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Commits checked segments in one transaction and then makes their points visible. One thread. */
final class SegmentStore {
  private final Database database;
  private final Head head;
  private final Clock clock;

  /** Ids by serial; used on the store's thread, cleared when it is idle. */
  private final Map<String, Long> devices = new HashMap<>();

  SegmentStore(Database database, Head head, Clock clock) {
    this.database = database;
    this.head = head;
    this.clock = clock;
  }

  /** A verdict and whom to tell it. */
  record Answered(Arrival arrival, Verdict verdict) {}

  /** What a transaction did. */
  record Written(List<Answered> answers, IngestStats.Batch stats) {}

  /**
   * Writes what is good and counts what is refused; durable when it returns.
   *
   * @throws RuntimeException if the store failed; nothing was written
   */
  Written write(List<CheckedSegment> good, List<Answered> refused) {
    try {
      return database.manualWrite(handle -> write(handle, good, refused));
    } catch (RuntimeException e) {
      // an id may be of a row that was rolled back
      devices.clear();
      throw e;
    }
  }

  /** Whether the store can be written at all. */
  boolean isWritable() {
    try {
      database.useWrite(handle -> handle.execute("UPDATE device SET seen_ms = 0 WHERE id < 0"));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private Written write(Handle handle, List<CheckedSegment> good, List<Answered> refused) {
    long start = System.nanoTime();
    List<Answered> answers = new ArrayList<>(refused);
    handle.begin();
    List<SegmentWriter.Fresh> fresh;
    try (SegmentWriter writer = new SegmentWriter(handle, head, devices, clock.millis())) {
      for (Answered one : refused) {
        writer.refuse(one.verdict().serial());
      }
      for (CheckedSegment segment : good) {
        Verdict verdict = writer.write(segment).map(segment::refused).orElseGet(segment::stored);
        answers.add(new Answered(segment.arrival(), verdict));
      }
      fresh = writer.finish();
    } catch (SQLException e) {
      throw new IllegalStateException("segments cannot be written: " + e.getMessage(), e);
    }
    handle.commit();
    long records = show(fresh);
    return new Written(
        answers,
        new IngestStats.Batch(
            good.size(), fresh.size(), refused.size(), records, System.nanoTime() - start));
  }

  /** Makes visible what is committed; returns how many records that is. */
  private long show(List<SegmentWriter.Fresh> fresh) {
    long records = 0;
    for (SegmentWriter.Fresh one : fresh) {
      CheckedSegment segment = one.segment();
      if (!segment.records().isEmpty()) {
        records += segment.records().size();
        head.add(
            one.deviceId(),
            Names.base(segment.arrival().serial()),
            segment.records(),
            segment.isThinned());
      }
    }
    return records;
  }
}
