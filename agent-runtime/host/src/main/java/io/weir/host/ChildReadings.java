package io.weir.host;

import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what a plugin in a process of its own puts, and tells of what it or the agent has given
 * up of it. While the publisher is nearly full it takes its time, so that the pipe fills and the
 * process itself slows its plugin down. By the thread that reads from the process.
 */
final class ChildReadings {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final double PACKS_WHEN_TIGHT = 20;
  private static final long PATIENCE = 200_000_000L;
  private static final Set<String> EVENTS = Set.of("events.data", "events.alert", "events.signal");

  private final String plugin;
  private final Surroundings around;
  private final Turnstile tight;

  ChildReadings(String plugin, Surroundings around) {
    this.plugin = plugin;
    this.around = around;
    Ticker ticker = around.ticker();
    tight = new Turnstile(new Budget(PACKS_WHEN_TIGHT, PACKS_WHEN_TIGHT, ticker.nanos()), ticker);
  }

  /** Publishes a pack or a frame. Returns false if it may not be sent there. */
  boolean publish(Message message) {
    if (!EVENTS.contains(message.subject())) {
      return false;
    }
    if (around.packs().isTight() && !tight.passes(1)) {
      tight.await(1, around.ticker().nanos() + PATIENCE);
    }
    if (!around.bus().publish(Message.of(message.subject(), message.payload()))) {
      lost(message);
    }
    return true;
  }

  private void lost(Message message) {
    long nowMicros = around.ticker().now().toEpochMilli() * 1_000;
    long records = 1; // a signal frame, or a pack that nobody can read
    if (!message.subject().equals("events.signal")) {
      try {
        records = SenmlPack.parse(message.payload()).records().size();
      } catch (SenmlException e) {
        LOG.atDebug().setCause(e).log("a pack that was dropped is no SenML");
      }
    }
    around.bus().lost(new Loss(message.subject(), records, nowMicros, nowMicros, Packs.QUEUE_FULL));
  }

  /** The process tells of what it has given up itself. */
  void lostThere(Message message) {
    try {
      around.bus().lost(ChildLosses.of(message));
    } catch (IllegalArgumentException e) {
      LOG.atWarn().addKeyValue("plugin", plugin).setCause(e).log("not a loss");
    }
  }

  /** Waits no more. */
  void shut() {
    tight.shut();
  }
}
