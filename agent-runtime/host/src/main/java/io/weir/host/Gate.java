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

  private final String plugin;
  private final String base;
  private final Catalogue catalogue;
  private final Counters counters;
  private final Budget budget;
  private final Ticker ticker;
  private volatile boolean open = true;
  private volatile String refusal = "";

  Gate(
      String plugin,
      String base,
      Limits limits,
      Catalogue catalogue,
      Counters counters,
      Ticker ticker) {
    this.plugin = plugin;
    this.base = base;
    this.catalogue = catalogue;
    this.counters = counters;
    this.ticker = ticker;
    budget = new Budget(limits.readingsPerSecond(), ticker.nanos());
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
    try {
      ResolvedRecord record = Records.of(base, reading, stamp);
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
