package io.weir.outbox.sqlite;

import io.weir.outbox.Batch;
import io.weir.outbox.CommandJournal;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.History;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import io.weir.outbox.OutboxStats;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import io.weir.outbox.Thinner;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Queue and journal in one SQLite database. Ready at once: the database is opened and checked by
 * the writer thread, and the first call waits for that.
 */
@Component(
    configurationPid = "io.weir.outbox",
    service = {Outbox.class, CommandJournal.class, History.class})
@Designate(ocd = OutboxConfig.class)
public final class SqliteOutbox implements Outbox, CommandJournal, History, AutoCloseable {
  private final Settings settings;
  private final Identity identity;
  private final Published published = new Published();
  private final Acknowledged acknowledged = new Acknowledged();
  private final Flash flash = new Flash();
  private final Health health = new Health();
  private final FlashBudget budget;
  private final Refusals refusals = new Refusals();
  private volatile Thinner thinner;
  private final Reader reader;
  private final Writer writer;
  private final Mending mending;

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
    budget = new FlashBudget(settings.flashBytesPerDay());
    reader =
        new Reader(settings.directory(), identity, published, acknowledged, this::readingFailed);
    Space space = new Space(settings);
    Room room =
        new Room(
            settings,
            space,
            new Eviction(identity, reader),
            new Thinning(identity, reader, () -> thinner));
    writer =
        new Writer(
            settings,
            new Foundation(
                settings, agentVersion, identity, published, reader, room, flash, budget, health),
            new Transaction(settings, identity, space, acknowledged, reader, flash, budget),
            health);
    mending = new Mending(writer, health);
  }

  private void readingFailed(SQLException e) {
    mending.failed(e);
  }

  /** Who makes summaries for the policy {@code thin}. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  public void setThinner(Thinner newThinner) {
    thinner = newThinner;
  }

  void unsetThinner(Thinner oldThinner) {
    if (thinner == oldThinner) {
      thinner = null;
    }
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
    return known != null ? known : call(store -> published.epoch());
  }

  private <T> T call(Job.Work<T> work) {
    return writer.call(new Job<>(0, work));
  }

  @Override
  public void links(Set<String> names) {
    Set<String> wanted = Set.copyOf(names);
    call(
        store -> {
          store.queue.links(wanted);
          return null;
        });
  }

  @Override
  public Set<String> links() {
    epoch();
    return published.links().bits().keySet();
  }

  @Override
  public OutboxStats.Waiting waiting(String link) {
    epoch();
    return reader.waiting(link);
  }

  @Override
  public List<Long> append(Batch batch) {
    Sizes.check(batch);
    long bytes = batch.drafts().stream().mapToLong(draft -> draft.body().length).sum();
    return writer.call(new Job<>(bytes, store -> store.append(batch)));
  }

  @Override
  public boolean covers(long sequence, long storedAtNanos) {
    epoch();
    return published.covers(sequence, storedAtNanos);
  }

  @Override
  public List<Batch.Covered> passedOver() {
    epoch();
    return published.passedOver();
  }

  @Override
  public byte[] mark(String name) {
    epoch();
    return published.mark(name);
  }

  @Override
  public List<Entry> peek(Peek peek) {
    epoch();
    return mending.whole(() -> reader.peek(peek));
  }

  @Override
  public void acknowledge(String link, List<SeqRange> ranges) {
    epoch();
    published.links().bit(link);
    if (acknowledged.add(link, ranges)) {
      writer.submit(new Job<>(0, store -> null));
    }
  }

  @Override
  public void refuse(String link, long seq, String reason) {
    if (refusals.count(link, seq)) {
      call(
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
  public Duration groupTime(Duration wanted) {
    return budget.groupTime(wanted, Instant.now());
  }

  @Override
  public List<Entry> past(Past query) {
    epoch();
    return mending.whole(() -> reader.past(query));
  }

  @Override
  public long resend(String link, long fromMicros, long toMicros) {
    return call(store -> store.queue.resend(link, fromMicros, toMicros));
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
    Sizes.check(id, request, receipt);
    return call(store -> store.admit(id, request, receipt));
  }

  @Override
  public void answer(String id, byte[] response, Draft reply) {
    Sizes.check(response, reply);
    call(
        store -> {
          store.answer(id, response, reply);
          return null;
        });
  }

  @Override
  public List<Known> unanswered() {
    return call(store -> store.commands.unanswered());
  }

  @Override
  public void forget(Duration olderThan) {
    long before = System.currentTimeMillis() - olderThan.toMillis();
    call(
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
