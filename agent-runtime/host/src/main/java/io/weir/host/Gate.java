package io.weir.host;

import io.weir.broker.Bus;
import io.weir.plugin.Reading;
import io.weir.senml.ResolvedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every reading of one plugin passes: is the plugin still here, may it use this metric, is it
 * within its budget. One that is over the budget waits for its turn as long as its caller has
 * patience. A refusal is counted and told to the cloud, and logged once a minute. Any thread.
 */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");

  // what the slowest gateway takes from one plugin: the flood of one must not cost the others
  private static final int WHEN_TIGHT = 500;
  // a second of the budget at once is a burst that the others feel
  private static final int BURSTS_A_SECOND = 4;
  private static final long REMEMBERED = Duration.ofMinutes(1).toNanos();

  private final String plugin;
  private final Packs packs;
  private final Catalogue catalogue;
  private final Counters counters;
  private final Turnstile budget;
  private final Turnstile tight;
  private final Ticker ticker;
  private final Shortfall shortfall = new Shortfall();
  private final String excess;
  private final String excessWhenTight;
  private volatile boolean open = true;
  private volatile String ended = "";
  private volatile String refusal = "";
  private volatile String slowing = "";
  private volatile long slowedAt;
  private final AtomicLong silentUntil;

  Gate(
      String plugin,
      Packs packs,
      Limits limits,
      Catalogue catalogue,
      Counters counters,
      Ticker ticker) {
    this.plugin = plugin;
    this.packs = packs;
    this.catalogue = catalogue;
    this.counters = counters;
    this.ticker = ticker;
    int most = limits.readingsPerSecond();
    silentUntil = new AtomicLong(ticker.nanos());
    budget = turnstile(most, ticker);
    tight = turnstile(Math.min(most, WHEN_TIGHT), ticker);
    excess = "puts more than " + most + " readings a second";
    excessWhenTight =
        "puts more than " + WHEN_TIGHT + " readings a second while the publisher is nearly full";
  }

  private static Turnstile turnstile(int perSecond, Ticker ticker) {
    double most = Math.max(1, perSecond / (double) BURSTS_A_SECOND);
    return new Turnstile(new Budget(perSecond, most, ticker.nanos()), ticker);
  }

  /**
   * The record to publish, or null if the reading is dropped.
   *
   * @param until how long it may wait for its turn, by the ticker
   * @throws IllegalStateException if the plugin is in quarantine
   */
  ResolvedRecord pass(String subject, Reading<?> reading, Instant stamp, long until) {
    if (!isOpen()) {
      return null; // a plugin that is gone: nobody counts any more
    }
    if (!catalogue.knows(reading.metric())) {
      String many = "uses more metrics than it may";
      refuse(many + ", the newest is " + reading.metric().name());
      return drop(subject, stamp, "metrics-budget: " + plugin + " " + many);
    }
    if (!admits(subject, stamp, 1, until)) {
      return null;
    }
    try {
      ResolvedRecord record = Records.of(packs.base(), reading, stamp);
      refusal = "";
      return record;
    } catch (IllegalArgumentException | ArithmeticException e) {
      refuse("puts what SenML cannot carry: " + e.getMessage());
      return drop(subject, stamp, "not-encoded: " + plugin + " puts what SenML cannot carry");
    }
  }

  /**
   * Whether there is room in the budgets for so much; waits for it.
   *
   * @param count in readings
   * @param until how long it may wait for its turn, by the ticker
   * @throws IllegalStateException if the plugin is in quarantine
   */
  boolean admits(String subject, Instant stamp, int count, long until) {
    return passes(budget, subject, stamp, count, until, excess)
        && (!packs.isTight() || passes(tight, subject, stamp, count, until, excessWhenTight));
  }

  private boolean passes(
      Turnstile turnstile, String subject, Instant stamp, int count, long until, String why) {
    if (turnstile.passes(count)) {
      return true;
    }
    slowing = "is slowed down, for it " + why;
    slowedAt = ticker.nanos();
    if (turnstile.await(count, until)) {
      return isOpen();
    }
    if (isOpen()) {
      refuse(why);
      drop(subject, stamp, "readings-budget: " + plugin + " " + why);
    }
    return false;
  }

  private boolean isOpen() {
    if (!ended.isEmpty()) {
      throw new IllegalStateException(plugin + " is in quarantine: " + ended);
    }
    return open;
  }

  /** Why readings are being dropped or slowed down now, "" if they are not. */
  String remark() {
    if (!refusal.isEmpty()) {
      return refusal;
    }
    boolean lately = !slowing.isEmpty() && ticker.nanos() - slowedAt < REMEMBERED;
    return lately ? slowing : "";
  }

  /** Tells the bus what was dropped since the last time. */
  void tell(Bus bus) {
    shortfall.tell(bus);
  }

  boolean isShut() {
    return !open;
  }

  /** From now on nothing passes. */
  void shut() {
    open = false;
    budget.shut();
    tight.shut();
  }

  /**
   * From now on nothing passes, and whoever tries is told so by an exception: that ends the thread
   * of a plugin that does nothing but put.
   */
  void shut(String why) {
    ended = why;
    shut();
  }

  private ResolvedRecord drop(String subject, Instant stamp, String reason) {
    counters.dropped.incrementAndGet();
    shortfall.add(subject, stamp, reason);
    return null;
  }

  /** At the budget's edge one passes and one does not in turn: each would be a line of the log. */
  private void refuse(String why) {
    long now = ticker.nanos();
    long until = silentUntil.get();
    if (now - until >= 0 && silentUntil.compareAndSet(until, now + REMEMBERED)) {
      LOG.atWarn()
          .addKeyValue("plugin", plugin)
          .addKeyValue("why", why)
          .addKeyValue("dropped", counters.dropped.get() + 1)
          .log("readings are dropped");
    }
    refusal = why;
  }
}
