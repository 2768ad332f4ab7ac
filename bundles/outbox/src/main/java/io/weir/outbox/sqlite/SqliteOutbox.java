package io.weir.outbox.sqlite;

import io.weir.outbox.Batch;
import io.weir.outbox.CommandJournal;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import io.weir.outbox.OutboxStats;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Queue and journal in one SQLite database. Ready at once: the database is opened and checked by
 * the writer thread, and the first call waits for that.
 */
@Component(
    configurationPid = "io.weir.outbox",
    service = {Outbox.class, CommandJournal.class})
@Designate(ocd = OutboxConfig.class)
public final class SqliteOutbox implements Outbox, CommandJournal, AutoCloseable {
  private static final int MOST_BODY = 1 << 20;
  private static final int MOST_MARK = 64 << 10;
  private static final int MOST_REQUEST = 256 << 10;
  private static final int MOST_ID = 128;

  private final Settings settings;
  private final Identity identity;
  private final Published published = new Published();
  private final Acknowledged acknowledged = new Acknowledged();
  private final Flash flash = new Flash();
  private final Health health = new Health();
  private final Refusals refusals = new Refusals();
  private final Reader reader;
  private final Writer writer;

  @Activate
  public SqliteOutbox(BundleContext context, OutboxConfig config) throws IOException {
    this(
        Settings.from(config, stateFolder(context)),
        String.valueOf(context.getProperty("weir.version")),
        stateFolder(context).resolve("native"));
  }

  /** An outbox outside a framework. */
  public static SqliteOutbox open(Settings settings, String agentVersion) throws IOException {
    return new SqliteOutbox(settings, agentVersion, null);
  }

  private SqliteOutbox(Settings settings, String agentVersion, Path driverFolder)
      throws IOException {
    this.settings = settings;
    Foundation.makeFolder(settings.directory());
    if (driverFolder != null) {
      SqliteFile.unpackDriverIn(driverFolder);
    }
    identity = Identity.open(settings.directory());
    reader = new Reader(settings.directory(), identity, published, acknowledged);
    writer =
        new Writer(
            new Foundation(settings, agentVersion, identity, published, flash),
            new Transaction(settings, acknowledged, reader, flash),
            health);
  }

  private static Path stateFolder(BundleContext context) {
    String folder = context.getProperty("weir.data");
    if (folder == null) {
      throw new OutboxException("the framework property weir.data must name the state folder");
    }
    return Path.of(folder);
  }

  @Override
  public UUID epoch() {
    UUID known = published.epoch();
    return known != null ? known : writer.call(store -> published.epoch());
  }

  @Override
  public void links(Set<String> names) {
    Set<String> wanted = Set.copyOf(names);
    writer.call(
        store -> {
          store.links(wanted);
          return null;
        });
  }

  @Override
  public List<Long> append(Batch batch) {
    batch.drafts().forEach(SqliteOutbox::check);
    batch.marks().forEach((name, value) -> check("mark " + name, value, MOST_MARK));
    return writer.call(store -> store.append(batch));
  }

  private static void check(Draft draft) {
    check("the body", draft.body(), MOST_BODY);
  }

  private static void check(String what, byte[] bytes, int most) {
    if (bytes.length > most) {
      throw new IllegalArgumentException(
          "%s must have at most %,d bytes, had %,d".formatted(what, most, bytes.length));
    }
  }

  @Override
  public boolean covers(long sequence, long storedAtNanos) {
    epoch();
    return published.covers(sequence, storedAtNanos);
  }

  @Override
  public byte[] mark(String name) {
    epoch();
    return published.mark(name);
  }

  @Override
  public List<Entry> peek(Peek peek) {
    epoch();
    return reader.peek(peek);
  }

  @Override
  public void acknowledge(String link, List<SeqRange> ranges) {
    epoch();
    published.links().bit(link);
    if (acknowledged.add(link, ranges)) {
      writer.submit(new Job<>(store -> null));
    }
  }

  @Override
  public void refuse(String link, long seq, String reason) {
    if (refusals.count(link, seq)) {
      writer.call(
          store -> {
            Refusals.bury(store, link, seq, reason);
            return null;
          });
    }
  }

  @Override
  public long awaitAppend(long seq, Duration wait) throws InterruptedException {
    return published.awaitAppend(seq, wait);
  }

  @Override
  public OutboxStats stats() {
    long[] totals = published.tally().totals();
    return new OutboxStats(
        published.tally().waiting(),
        published.newest(),
        SqliteFile.in(settings.directory()).toFile().length()
            + SqliteFile.log(settings.directory()).toFile().length(),
        settings.limitBytes(),
        settings.directory().toFile().getUsableSpace(),
        totals[0],
        totals[1],
        totals[2],
        totals[3],
        flash.flushes(),
        flash.written(),
        health.sentence());
  }

  @Override
  public Optional<Known> admit(String id, byte[] request, Draft receipt) {
    if (id.isEmpty() || id.length() > MOST_ID) {
      throw new IllegalArgumentException(
          "a command's id must have 1 to %d characters, had %d".formatted(MOST_ID, id.length()));
    }
    check("the request", request, MOST_REQUEST);
    if (receipt != null) {
      check(receipt);
    }
    return writer.call(store -> store.admit(id, request, receipt));
  }

  @Override
  public void answer(String id, byte[] response, Draft reply) {
    check("the response", response, MOST_BODY);
    check(reply);
    writer.call(
        store -> {
          store.answer(id, response, reply);
          return null;
        });
  }

  @Override
  public List<Known> unanswered() {
    return writer.call(store -> store.commands.unanswered());
  }

  @Override
  public void forget(Duration olderThan) {
    long before = System.currentTimeMillis() - olderThan.toMillis();
    writer.call(
        store -> {
          store.commands.forget(before);
          return null;
        });
  }

  /** Finishes what was handed over. Bounded: two seconds. */
  @Override
  @Deactivate
  public void close() throws IOException {
    try {
      writer.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reader.close();
    identity.close();
  }
}
