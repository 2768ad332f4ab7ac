package io.weir.host;

import io.weir.plugin.Reading;
import io.weir.senml.ResolvedRecord;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every reading of one plugin passes: is the plugin still here, may it use this metric, is it
 * within its budget. Each kind of refusal is logged once until one passes again, and counted. Any
 * thread.
 */
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");

  // what the slowest gateway takes from one plugin: the flood of one must not cost the others
  private static final int WHEN_TIGHT = 500;

  private final String plugin;
  private final Packs packs;
  private final Catalogue catalogue;
  private final Counters counters;
  private final Budget budget;
  private final Budget tight;
  private final Ticker ticker;
  private volatile boolean open = true;
  private volatile String refusal = "";

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
    budget = new Budget(limits.readingsPerSecond(), ticker.nanos());
    tight = new Budget(Math.min(limits.readingsPerSecond(), WHEN_TIGHT), ticker.nanos());
  }

  /** The record to publish, or null if the reading is dropped. */
  ResolvedRecord pass(Reading<?> reading, Instant stamp) {
    if (!open) {
      return null; // a plugin that is gone: nobody counts any more
    }
    if (!catalogue.knows(reading.metric())) {
      return refuse("uses more metrics than it may, the newest is " + reading.metric().name());
    }
    if (!budget.take(ticker.nanos())) {
      return refuse("puts more readings a second than it may");
    }
    if (packs.isTight() && !tight.take(ticker.nanos())) {
      return refuse(
          "puts more than " + WHEN_TIGHT + " readings a second while the publisher is nearly full");
    }
    try {
      ResolvedRecord record = Records.of(packs.base(), reading, stamp);
      refusal = "";
      return record;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return refuse("puts what SenML cannot carry: " + e.getMessage());
    }
  }

  /** Why readings are being dropped now, "" if they are not. */
  String refusal() {
    return refusal;
  }

  /** From now on nothing passes. */
  void shut() {
    open = false;
  }

  private ResolvedRecord refuse(String why) {
    counters.dropped.incrementAndGet();
    if (refusal.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("plugin", plugin)
          .addKeyValue("why", why)
          .log("readings are dropped");
    }
    refusal = why;
    return null;
  }
}
