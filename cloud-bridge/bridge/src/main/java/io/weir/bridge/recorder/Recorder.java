package io.weir.bridge.recorder;

import io.weir.broker.Bus;
import io.weir.broker.Landed;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import io.weir.outbox.Batch;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what has landed on the bus, makes it safe in the outbox, and only then tells the broker to
 * forget it. Owns the thread {@code weir-recorder}; {@link #stats} may be read by any thread.
 */
public final class Recorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final int FETCH = 1_000;
  private static final long CLOSE_MS = 500;
  // 100 ms to 5 s: a full disk is looked at again soon, without a busy loop
  private static final long FIRST_RETRY_MS = 100;
  private static final long LONGEST_RETRY_MS = 5_000;

  private final Bus bus;
  private final Outbox outbox;
  private final Intake intake;
  private final GroupWriter writer;
  private final Losses losses;
  private final PassedOver passedOver;
  private final GroupLimits limits;
  private final BooleanSupplier linkUp;
  private final Runnable appended;
  private final Ticker ticker;
  private final Thread thread;
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private volatile String trouble = "";
  private volatile boolean closed;

  // of the thread only
  private MessageIds ids;
  private Landing landing;
  private Group group;
  private Landed last;

  /**
   * @param linkUp whether a cloud can be reached now
   * @param appended told after each commit
   */
  public Recorder(
      Bus bus,
      Outbox outbox,
      RecorderSettings settings,
      ClockMark clock,
      BooleanSupplier linkUp,
      Runnable appended) {
    this(bus, outbox, settings, clock, linkUp, appended, Ticker.SYSTEM);
  }

  Recorder(
      Bus bus,
      Outbox outbox,
      RecorderSettings settings,
      ClockMark clock,
      BooleanSupplier linkUp,
      Runnable appended,
      Ticker ticker) {
    this.bus = bus;
    this.outbox = outbox;
    this.intake = new Intake(settings.gatewayBase());
    this.limits = settings.limits();
    SegmentMaker maker = new SegmentMaker(limits.records(), limits.bytes(), clock);
    this.writer = new GroupWriter(outbox, maker, this::untilItWorks);
    this.losses = new Losses(bus, outbox, ticker.nanos());
    this.passedOver = new PassedOver(outbox, ticker.nanos());
    this.linkUp = linkUp;
    this.appended = appended;
    this.ticker = ticker;
    this.group = new Group(limits);
    this.thread = new Thread(this::run, "weir-recorder");
    this.thread.setDaemon(true);
  }

  /** Starts the thread. Returns at once. */
  public void start() {
    thread.start();
  }

  /** Begins to stop. Returns at once. */
  public void stop() {
    closed = true;
    thread.interrupt();
  }

  public RecorderStats stats() {
    return new RecorderStats(
        records.get(), messages.get(), rejected.get(), repeated.get(), trouble);
  }

  /** Stops within half a second. What was not committed stays with the broker. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.atWarn().log("the recorder did not stop in time, a commit is under way");
    }
  }

  private void run() {
    try {
      while (!closed) {
        land();
      }
      losses.tellNow(ticker.nanos());
    } catch (InterruptedException e) {
      losses.tellNow(ticker.nanos());
      Thread.currentThread().interrupt();
      if (!closed) {
        LOG.atError().setCause(e).log("the recorder was interrupted and ends");
      }
    }
  }

  /**
   * Records until it is closed. A fault of our own or of the broker's module must not end that:
   * what was fetched and not written is forgotten then, never acknowledged, and comes again.
   */
  private void land() throws InterruptedException {
    try (Landing opened = bus.landing("bridge")) {
      landing = opened;
      ids = remembered();
      group = new Group(limits);
      last = null;
      while (!closed) {
        step();
      }
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("recording failed, trying again");
      ticker.pause(LONGEST_RETRY_MS);
    }
  }

  private void step() throws InterruptedException {
    losses.tell(ticker.nanos());
    for (Landed found : passedOver.look(landing, ticker.nanos())) {
      take(found);
    }
    Duration time = groupTime();
    Duration wait = group.left(ticker.nanos(), time);
    for (Landed landed : landing.fetch(FETCH, wait.isNegative() ? Duration.ZERO : wait)) {
      take(landed);
    }
    if (group.isEmpty()) {
      acknowledge();
    } else if (group.due(ticker.nanos(), time)) {
      commit();
    }
  }

  private void take(Landed landed) throws InterruptedException {
    if (group.holds(landed) || covered(landed)) {
      repeated.incrementAndGet();
      last = landed;
      return;
    }
    if (!group.continuesWith(landed)) {
      commit();
    }
    group.add(landed, content(landed), ticker.nanos());
    last = landed;
    if (group.full()) {
      commit();
    }
  }

  private boolean covered(Landed landed) throws InterruptedException {
    return retried(
        "ask what was recorded before",
        () -> outbox.covers(landed.sequence(), Group.nanos(landed.storedAt())));
  }

  private Content content(Landed landed) {
    if (!landed.messageId().map(ids::add).orElse(true)) {
      repeated.incrementAndGet();
      return new Content.Repeated();
    }
    try {
      return intake.read(landed);
    } catch (RuntimeException e) {
      // a message that our own code trips over must not stop those behind it
      LOG.atError().setCause(e).log("a message could not be read and is refused");
      return new Content.Refused("could not be read: " + e, "", "Weir");
    }
  }

  private void commit() throws InterruptedException {
    writer.write(group, ids);
    // first of all: whatever fails from here on must not have it written twice
    Group written = group;
    group = new Group(limits);
    appended.run();
    report(written);
    acknowledge();
  }

  private void report(Group written) {
    written.readings().values().forEach(taken -> records.addAndGet(taken.size()));
    Batch.Covered covered = written.covered();
    messages.addAndGet(covered.lastSequence() - covered.firstSequence() + 1);
    for (Group.Refusal refusal : written.refusals()) {
      rejected.incrementAndGet();
      tell(Rejection.message(refusal.landed(), refusal.why()));
    }
  }

  private void tell(Message rejection) {
    try {
      bus.send(rejection);
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("a refusal is counted and cannot be said");
    }
  }

  private void acknowledge() {
    if (last != null) {
      landing.acknowledge(last);
      last = null;
    }
  }

  /** Longer while no cloud is there, and where the flash memory's budget for today runs short. */
  private Duration groupTime() {
    return outbox.groupTime(linkUp.getAsBoolean() ? limits.time() : limits.offlineTime());
  }

  private MessageIds remembered() throws InterruptedException {
    return retried("read what was recorded before", () -> GroupWriter.remembered(outbox));
  }

  private void untilItWorks(String what, Runnable call) throws InterruptedException {
    retried(
        what,
        () -> {
          call.run();
          return true;
        });
  }

  /** Tries until it works: what the outbox does not take stays with the broker meanwhile. */
  private <T> T retried(String what, Supplier<T> call) throws InterruptedException {
    for (long wait = FIRST_RETRY_MS; ; wait = Math.min(2 * wait, LONGEST_RETRY_MS)) {
      try {
        T result = call.get();
        if (!trouble.isEmpty()) {
          LOG.atInfo().log("recording again");
          trouble = "";
        }
        return result;
      } catch (OutboxException e) {
        if (trouble.isEmpty()) {
          LOG.atWarn().setCause(e).log("cannot {}; nothing is lost, the broker keeps it", what);
        }
        trouble = e.getMessage();
        losses.tell(ticker.nanos()); // a gap may fit where readings do not
        ticker.pause(wait);
      }
    }
  }
}
