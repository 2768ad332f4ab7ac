package io.weir.samples.mqtt;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came and what could not be used: counted, reported, and the newest reason said once a
 * report. Any thread.
 */
final class Counts {

  private static final Logger LOG = LoggerFactory.getLogger(Counts.class);

  private final String name;
  private long messages;
  private long refused;
  private long reported = -1;
  private String reason = "";
  private String said = "";

  Counts(String name) {
    this.name = name;
  }

  synchronized void message() {
    messages++;
  }

  synchronized void refused(String topic, String why) {
    refused++;
    reason = topic + ": " + why;
  }

  /** Puts the counters, and the newest reason if it is another. */
  synchronized void report(Readings out) {
    out.put(Metric.counter(name + ":messages", ""), messages);
    out.put(Metric.counter(name + ":refused", ""), refused);
    if (refused != Math.max(0, reported)) {
      LOG.atWarn()
          .addKeyValue("plugin", name)
          .addKeyValue("refused", refused)
          .log("messages could not be used, the last: {}", reason);
    }
    reported = refused;
    if (!reason.equals(said)) {
      said = reason;
      out.put(Metric.text(name + ":refused_last"), reason);
    }
  }
}
