package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.Thinner;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the oldest readings replaced by a summary. Only what was never handed out: a number that the
 * cloud may know must not come back with other bytes. Writer thread.
 */
final class Thinning {
  private static final Logger LOG = LoggerFactory.getLogger(Thinning.class);
  private static final int MOST_ENTRIES = 64;
  private static final long MOST_BYTES = 1 << 20;

  private final Identity identity;
  private final Reader reader;
  private final Supplier<Thinner> thinner;

  /** Everything up to this number is a summary already, or cannot become one. */
  private long done;

  Thinning(Identity identity, Reader reader, Supplier<Thinner> thinner) {
    this.identity = identity;
    this.reader = reader;
    this.thinner = thinner;
  }

  /** Returns whether there was anything left to try. */
  boolean thinOldest(Store store) throws SQLException {
    Thinner current = thinner.get();
    if (current == null) {
      return false;
    }
    reader.holdPeeks();
    List<EntryTable.Row> rows = nextRun(store);
    if (rows.isEmpty()) {
      return false;
    }
    List<Entry> entries = new ArrayList<>();
    for (EntryTable.Row row : rows) {
      byte[] body = store.entries.body(row.seq());
      if (!Checksum.holds(row, body)) {
        store.gaps.setAside(row.seq());
        return true;
      }
      entries.add(row.with(body));
    }
    EntryTable.Row last = rows.get(rows.size() - 1);
    Optional<Draft> summary = ask(current, entries);
    if (summary.isPresent()) {
      store.gaps.replace(rows.get(0), last, summary.get());
    }
    done = last.through();
    return true;
  }

  private List<EntryTable.Row> nextRun(Store store) throws SQLException {
    List<EntryTable.Row> run = new ArrayList<>();
    long bytes = 0;
    long after = Math.max(done, identity.handedOut());
    for (EntryTable.Row row : store.oldest.withBodyAfter(Lane.DATA, after, MOST_ENTRIES)) {
      bytes += row.bytes();
      boolean follows =
          run.isEmpty()
              || (row.seq() == run.get(run.size() - 1).through() + 1 && bytes <= MOST_BYTES);
      if (!follows) {
        break;
      }
      run.add(row);
    }
    return run;
  }

  /** A summary stands for all records of what it replaces, whatever it says of itself. */
  private static Draft standingFor(List<Entry> entries, Draft summary) {
    return Draft.of(
        summary.lane(),
        summary.kind(),
        summary.body(),
        entries.stream().mapToInt(entry -> entry.draft().records()).sum(),
        summary.firstTimeMicros(),
        summary.lastTimeMicros());
  }

  private static Optional<Draft> ask(Thinner thinner, List<Entry> entries) {
    long before = entries.stream().mapToLong(entry -> entry.draft().body().length).sum();
    try {
      return thinner
          .thin(List.copyOf(entries))
          .filter(summary -> summary.lane() == Lane.DATA && summary.body().length > 0)
          .filter(summary -> summary.body().length < before)
          .map(summary -> standingFor(entries, summary));
    } catch (RuntimeException e) {
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("seq", entries.get(0).seq())
          .log("entries could not be thinned");
      return Optional.empty();
    }
  }
}
