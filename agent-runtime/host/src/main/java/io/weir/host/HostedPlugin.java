package io.weir.host;

import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.plugin.Readings;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.processing.Processing;
import io.weir.senml.ResolvedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin that the host has adopted: its lane, its outlets, its commands and its health. What
 * goes wrong in it stays in it.
 */
final class HostedPlugin implements Hosted {
  private static final long NEWS_NANOS = 1_000_000_000L;
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final Duration STOP_WAIT = Duration.ofSeconds(2);

  private final PluginSource source;
  private final String refused;
  private final Surroundings around;
  private final Lane lane;
  private final Counters counters = new Counters();
  private final Catalogue catalogue;
  private final Gate gate;
  private final Signals signals;
  private final Shaping shaping;
  private final PushOutlet data;
  private final Declaration declaration;
  private final CommandDesk desk;
  private final Health health;
  private final long adopted;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private PluginState said = PluginState.STARTING;
  private long saidAt;
  private long saidReadings;
  private int saidMetrics;
  private volatile Map<String, DeclaredCommand<?, ?>> commands = Map.of();

  /**
   * @param refused what is wrong with its configuration, "" if it fits
   */
  HostedPlugin(PluginSource source, Surroundings around, String refused) {
    this.refused = refused;
    this.source = source;
    this.around = around;
    String name = source.name();
    Limits limits = around.limits();
    Ticker ticker = around.ticker();
    lane = new Lane(name, limits.commandQueue(), limits.cpuPercent(), ticker);
    health = new Health(limits);
    catalogue = new Catalogue(limits.metrics());
    gate = new Gate(name, around.packs().base(), limits, catalogue, counters, ticker);
    signals = new Signals(around.bus(), counters, limits, ticker);
    shaping = new Shaping(ticker);
    data = outlet("events.data");
    declaration =
        new Declaration(
            limits.periodFloor(), catalogue, shaping.before(data), outlet("events.alert"));
    desk = new CommandDesk(name, around, lane, counters, () -> commands, this::closed);
    adopted = ticker.nanos();
  }

  private PushOutlet outlet(String subject) {
    return new PushOutlet(gate, around.pusher().queue(subject, counters), signals, around.ticker());
  }

  @Override
  public String name() {
    return source.name();
  }

  /** Starts the lane; the plugin's own code runs there and only there. */
  @Override
  public void start() {
    lane.offer(new Work("activation and describe", around.limits().describe(), this::describe));
    lane.start();
    subscriptions.add(around.bus().subscribe("commands." + name() + ".req", desk::accept));
    subscriptions.add(
        around.bus().subscribe("services." + name() + ".describe", this::answerDescription));
    subscriptions.add(around.bus().subscribe("services." + name() + ".cancel", this::cancel));
  }

  private void describe() {
    try {
      if (!refused.isEmpty()) {
        throw new IllegalArgumentException(refused);
      }
      shaping.use(Objects.toString(source.properties().get(Processing.PROPERTY), ""));
      SensorPlugin plugin = source.open();
      PluginCode.call(
          () -> {
            plugin.describe(declaration);
            return null;
          });
      declaration.freeze();
      commands = Collections.unmodifiableMap(new LinkedHashMap<>(declaration.commands()));
      declaration.samplings().forEach(this::schedule);
      change(health::started);
    } catch (PluginCode.Failure e) {
      fail(e.getMessage(), e.getCause());
    } catch (RuntimeException e) {
      fail(e.getMessage(), e);
    }
  }

  private void fail(String why, Throwable cause) {
    counters.errors.incrementAndGet();
    LOG.atWarn().addKeyValue("plugin", name()).setCause(cause).log("a plugin could not be started");
    change(() -> health.failed(why));
  }

  private void schedule(Declaration.Sampling sampling) {
    boolean[] failing = {false}; // used on the lane only
    lane.every(
        sampling.period(),
        new Work("sampler", around.limits().sample(), () -> sample(sampling, failing)));
  }

  private void sample(Declaration.Sampling sampling, boolean[] failing) {
    SampleOutlet out = new SampleOutlet(gate, data, signals, around.ticker());
    Readings shaped = shaping.before(out);
    try {
      PluginCode.call(
          () -> {
            sampling.sampler().sample(shaped);
            return null;
          });
      if (failing[0]) {
        failing[0] = false;
        LOG.atInfo().addKeyValue("plugin", name()).log("sampling works again");
      }
    } catch (PluginCode.Failure e) {
      counters.errors.incrementAndGet();
      if (!failing[0]) {
        failing[0] = true;
        LOG.atWarn().addKeyValue("plugin", name()).setCause(e.getCause()).log("sampling fails");
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

  /** Looks after it. On the host's thread, a few times a second. */
  @Override
  public void watch(long now) {
    desk.watch(now);
    shaping.tick(data);
    boolean stuck = lookAtLane(now);
    if (stuck) {
      lane.interrupt();
      desk.endWaiting(closed());
    }
    int threads = lane.threads();
    if (threads > around.limits().threads()) {
      quarantine("has " + threads + " threads, may have " + around.limits().threads());
    }
    if (!lane.isAlive()) {
      quarantine("its thread was ended by an error of the JVM");
    }
    heartbeatIfDue(now);
  }

  private boolean lookAtLane(long now) {
    PluginState before = state();
    boolean[] stuck = {false};
    change(() -> stuck[0] = health.look(lane.running(), now));
    if (state() == PluginState.QUARANTINED && before != PluginState.QUARANTINED) {
      contain();
    }
    return stuck[0];
  }

  private void quarantine(String why) {
    PluginState before = state();
    if (before == PluginState.QUARANTINED || before == PluginState.STOPPED) {
      return;
    }
    change(() -> health.quarantined(why));
    contain();
  }

  /** Calls nothing of it any more and takes nothing from it. */
  private void contain() {
    gate.shut();
    signals.shut();
    lane.shut();
    lane.interrupt();
    desk.endAll(closed());
  }

  private synchronized PluginState state() {
    return health.state();
  }

  /** Changes the health and says so if that made another state of it. */
  private synchronized void change(Runnable change) {
    change.run();
    PluginState state = health.state();
    if (state == said || state == PluginState.STARTING) {
      return;
    }
    boolean well = state == PluginState.RUNNING || state == PluginState.STOPPED;
    (well ? LOG.atInfo() : LOG.atWarn())
        .addKeyValue("plugin", name())
        .addKeyValue("version", source.version())
        .addKeyValue("state", state)
        .addKeyValue("reason", health.reason())
        .log("plugin changed its state");
    said = state;
    heartbeat();
  }

  private synchronized void heartbeatIfDue(long now) {
    if (said == PluginState.STARTING) {
      return;
    }
    // the first reading comes once, and a deployment waits for it; of new metrics there is no more
    // than one piece of news a second
    boolean first = saidReadings == 0 && counters.readings.get() > 0;
    boolean news = saidMetrics != catalogue.size();
    long age = now - saidAt;
    if (first || age >= around.limits().heartbeat().toNanos() || (news && age >= NEWS_NANOS)) {
      heartbeat();
    }
  }

  private void heartbeat() {
    saidAt = around.ticker().nanos();
    saidReadings = counters.readings.get();
    saidMetrics = catalogue.size();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("service", name());
    members.put("state", health.state().name());
    members.put("reason", reason());
    members.put("uptimeMs", (saidAt - adopted) / 1_000_000);
    members.put("readings", saidReadings);
    members.put("metrics", saidMetrics);
    members.put("errors", counters.errors.get());
    members.put("dropped", counters.dropped.get());
    if (declaration.commandsOnly()) {
      members.put("commandsOnly", true);
    }
    members.put("version", source.version());
    around.bus().send(Message.of("services." + name() + ".heartbeat", Json.bytes(members)));
  }

  private String reason() {
    if (!health.reason().isEmpty()) {
      return health.reason();
    }
    return gate.refusal().isEmpty() ? lane.throttled() : gate.refusal();
  }

  /** Why no command is taken now, null if they are. */
  private synchronized Outcome closed() {
    return switch (health.state()) {
      case RUNNING -> null;
      case STARTING -> Outcome.of(CommandStatus.BUSY, name() + " is starting");
      case STUCK -> Outcome.of(CommandStatus.BUSY, name() + " is stuck: " + health.reason());
      case FAILED -> Outcome.of(CommandStatus.FAILED, name() + " has failed: " + health.reason());
      case QUARANTINED ->
          Outcome.of(CommandStatus.FAILED, name() + " is in quarantine: " + health.reason());
      case STOPPED -> Outcome.of(CommandStatus.FAILED, name() + " is being stopped");
    };
  }

  /** Cancels the command whose id is the payload. */
  private void cancel(Message request) {
    boolean found = desk.cancel(new String(request.payload(), StandardCharsets.UTF_8).strip());
    if (request.replyTo() != null) {
      around.bus().send(Message.of(request.replyTo(), Json.bytes(Map.of("cancelled", found))));
    }
  }

  /** Answers what the plugin is; also for a request to all services. */
  @Override
  public void answerDescription(Message request) {
    if (request.replyTo() != null && state() != PluginState.STARTING) {
      around.bus().send(Message.of(request.replyTo(), Json.bytes(description())));
    }
  }

  private Map<String, Object> description() {
    List<Object> metrics = new ArrayList<>();
    catalogue
        .all()
        .forEach(
            metric ->
                metrics.add(
                    Map.of(
                        "name", metric.name(),
                        "unit", metric.unit(),
                        "type", metric.type().name(),
                        "dataType", metric.dataType().name())));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("service", name());
    members.put("title", source.title());
    members.put("version", source.version());
    members.put("metrics", metrics);
    members.put("commands", commands.values().stream().map(DeclaredCommand::described).toList());
    return members;
  }

  /** Lets it go: two seconds for what runs, then it is left behind. */
  @Override
  public void stop() {
    subscriptions.forEach(Subscription::close);
    boolean ended = false;
    try {
      ended = lane.close(STOP_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    change(health::stopped);
    desk.endAll(closed());
    shaping.flush(data);
    gate.shut();
    signals.shut();
    source.close();
    if (!ended) {
      LOG.atWarn().addKeyValue("plugin", name()).log("a plugin was left behind, it does not end");
    }
  }
}
