package io.weir.host;

import io.weir.broker.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on {@code services.<service>.heartbeat} how a plugin stands: at each change, at news, and
 * every so often. Keeps the plugin's {@link Health}. Any thread.
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final long NEWS_NANOS = 1_000_000_000L;

  private final PluginSource source;
  private final Surroundings around;
  private final Counters counters;
  private final Catalogue catalogue;
  private final Supplier<String> remark;
  private final Health health;
  private final long adopted;
  private PluginState said = PluginState.STARTING;
  private long saidAt;
  private long saidReadings;
  private long saidErrors;
  private int saidMetrics;
  private String saidRemark = "";
  private boolean commandsOnly;

  /**
   * @param remark what is to be said while the plugin runs, "" for nothing
   */
  Announcer(
      PluginSource source,
      Surroundings around,
      Counters counters,
      Catalogue catalogue,
      Supplier<String> remark) {
    this.source = source;
    this.around = around;
    this.counters = counters;
    this.catalogue = catalogue;
    this.remark = remark;
    health = new Health(around.limits());
    adopted = around.ticker().nanos();
  }

  synchronized PluginState state() {
    return health.state();
  }

  /** Why it is not running, "" if it is. */
  synchronized String reason() {
    return health.reason();
  }

  /**
   * It runs.
   *
   * @param answersOnly whether it has no way to publish anything
   */
  synchronized void started(boolean answersOnly) {
    commandsOnly = answersOnly;
    health.started();
    sayIfChanged();
  }

  synchronized void failed(String why) {
    health.failed(why);
    sayIfChanged();
  }

  synchronized void stopped() {
    health.stopped();
    sayIfChanged();
  }

  /** Returns false if it is so already, or beyond that. */
  synchronized boolean quarantined(String why) {
    if (health.state() == PluginState.QUARANTINED || health.state() == PluginState.STOPPED) {
      return false;
    }
    health.quarantined(why);
    sayIfChanged();
    return true;
  }

  /** Looks at what runs on the lane. Returns whether it has got stuck just now. */
  synchronized boolean look(Lane.Running running, long now) {
    boolean stuck = health.look(running, now);
    sayIfChanged();
    return stuck;
  }

  private void sayIfChanged() {
    PluginState state = health.state();
    if (state == said || state == PluginState.STARTING) {
      return;
    }
    boolean well = state == PluginState.RUNNING || state == PluginState.STOPPED;
    (well ? LOG.atInfo() : LOG.atWarn())
        .addKeyValue("plugin", source.name())
        .addKeyValue("version", source.version())
        .addKeyValue("state", state)
        .addKeyValue("reason", health.reason())
        .log("plugin changed its state");
    said = state;
    say();
  }

  synchronized void sayIfDue(long now) {
    if (said == PluginState.STARTING) {
      return;
    }
    // the first reading comes once, and a deployment waits for it; of other news there is no more
    // than one piece a second
    boolean first = saidReadings == 0 && counters.readings.get() > 0;
    boolean news =
        (saidErrors == 0) != (counters.errors.get() == 0)
            || saidMetrics != catalogue.size()
            || !saidRemark.equals(remark.get());
    long age = now - saidAt;
    if (first || age >= around.limits().heartbeat().toNanos() || (news && age >= NEWS_NANOS)) {
      say();
    }
  }

  private void say() {
    saidAt = around.ticker().nanos();
    saidReadings = counters.readings.get();
    saidErrors = counters.errors.get();
    saidMetrics = catalogue.size();
    saidRemark = remark.get();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("service", source.name());
    members.put("state", health.state().name());
    members.put("reason", health.reason().isEmpty() ? saidRemark : health.reason());
    members.put("t", Records.seconds(around.ticker().now()));
    members.put("uptimeMs", (saidAt - adopted) / 1_000_000);
    members.put("readings", saidReadings);
    members.put("metrics", saidMetrics);
    members.put("errors", saidErrors);
    members.put("dropped", counters.dropped.get());
    if (commandsOnly) {
      members.put("commandsOnly", true);
    }
    members.put("version", source.version());
    around.bus().send(Message.of("services." + source.name() + ".heartbeat", Json.bytes(members)));
  }

  /** Why no command is taken now, null if they are. */
  synchronized Outcome closed() {
    String name = source.name();
    return switch (health.state()) {
      case RUNNING -> null;
      case STARTING -> Outcome.of(CommandStatus.BUSY, name + " is starting");
      case STUCK -> Outcome.of(CommandStatus.BUSY, name + " is stuck: " + health.reason());
      case FAILED -> Outcome.of(CommandStatus.FAILED, name + " has failed: " + health.reason());
      case QUARANTINED ->
          Outcome.of(CommandStatus.FAILED, name + " is in quarantine: " + health.reason());
      case STOPPED -> Outcome.of(CommandStatus.FAILED, name + " is being stopped");
    };
  }
}
