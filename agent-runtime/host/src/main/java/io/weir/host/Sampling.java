package io.weir.host;

import io.weir.plugin.Readings;
import io.weir.plugin.Sampler;
import io.weir.senml.ResolvedRecord;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sampler of a plugin and its calls. On the lane. */
final class Sampling {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");

  private final String plugin;
  private final Sampler sampler;
  private final Outlets outlets;
  private final Surroundings around;
  private final Counters counters;
  private boolean failing;

  /** Where its readings go. */
  record Outlets(Gate gate, Readings after, Signals signals, Shaping shaping) {}

  Sampling(
      String plugin, Sampler sampler, Outlets outlets, Surroundings around, Counters counters) {
    this.plugin = plugin;
    this.sampler = sampler;
    this.outlets = outlets;
    this.around = around;
    this.counters = counters;
  }

  /** Calls it once and publishes what it put, whatever else it did. */
  void call() {
    SampleOutlet out =
        new SampleOutlet(
            outlets.gate,
            outlets.after,
            outlets.signals,
            around.ticker(),
            this::publish,
            around.limits().sample());
    Readings shaped = outlets.shaping.before(out);
    try {
      PluginCode.call(
          () -> {
            sampler.sample(shaped);
            return null;
          });
      if (failing) {
        failing = false;
        LOG.atInfo().addKeyValue("plugin", plugin).log("sampling works again");
      }
    } catch (PluginCode.Failure e) {
      counters.errors.incrementAndGet();
      if (!failing) {
        failing = true;
        LOG.atWarn().addKeyValue("plugin", plugin).setCause(e.getCause()).log("sampling fails");
      }
    } finally {
      publish(out.end());
    }
  }

  private void publish(List<ResolvedRecord> records) {
    int taken = around.packs().publish("events.data", records);
    counters.readings.addAndGet(taken);
    counters.dropped.addAndGet(records.size() - taken);
  }
}
