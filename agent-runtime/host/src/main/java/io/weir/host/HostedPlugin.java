package io.weir.host;

import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.processing.Processing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin that runs in the agent: its lane, its outlets, its commands and its health. What goes
 * wrong in it stays in it.
 */
final class HostedPlugin implements Hosted {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final Duration STOP_WAIT = Duration.ofSeconds(2);

  private final PluginSource source;
  private final String refused;
  private final Surroundings around;
  private final Lane lane;
  private final Usage usage;
  private final Overuse overuse;
  private final Counters counters = new Counters();
  private final Catalogue catalogue;
  private final Gate gate;
  private final Signals signals;
  private final Shaping shaping;
  private final PushOutlet data;
  private final PushOutlet due;
  private final CommandDesk desk;
  private final Announcer announcer;
  private final AtomicBoolean released = new AtomicBoolean();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private volatile Map<String, DeclaredCommand<?, ?>> commands = Map.of();
  private volatile List<Map<String, Object>> described = List.of();
  private volatile boolean stopping;

  /**
   * @param refused what is wrong with its configuration, "" if it fits
   */
  HostedPlugin(PluginSource source, Surroundings around, String refused) {
    this.source = source;
    this.refused = refused;
    this.around = around;
    String name = source.name();
    Limits limits = around.limits();
    Ticker ticker = around.ticker();
    lane = new Lane(name, limits, ticker);
    usage = new Usage(lane.group());
    overuse = new Overuse(limits);
    catalogue = new Catalogue(limits.metrics());
    gate = new Gate(name, around.packs(), limits, catalogue, counters, ticker);
    signals = new Signals(around.bus(), counters, gate);
    shaping = new Shaping(ticker);
    data = outlet("events.data");
    due = data.withoutPatience();
    announcer = new Announcer(source, around, counters, catalogue, this::remark);
    desk = new CommandDesk(name, around, lane, counters, () -> commands, announcer::closed);
  }

  private PushOutlet outlet(String subject) {
    Pusher.Queue queue = around.pusher().queue(subject, counters);
    return PushOutlet.patient(gate, queue, signals, around.ticker());
  }

  private String remark() {
    return gate.remark().isEmpty() ? lane.throttled() : gate.remark();
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
      Declaration declaration =
          new Declaration(
              around.limits().periodFloor(),
              catalogue,
              shaping.before(data),
              outlet("events.alert"));
      PluginCode.call(
          () -> {
            plugin.describe(declaration);
            return null;
          });
      declaration.freeze();
      commands = Collections.unmodifiableMap(new LinkedHashMap<>(declaration.commands()));
      described = commands.values().stream().map(DeclaredCommand::described).toList();
      declaration.samplings().forEach(this::schedule);
      announcer.started(declaration.commandsOnly());
    } catch (PluginCode.Failure e) {
      fail(e.getMessage(), e.getCause());
    } catch (RuntimeException e) {
      fail(e.getMessage(), e);
    }
  }

  private void fail(String why, Throwable cause) {
    counters.errors.incrementAndGet();
    LOG.atWarn().addKeyValue("plugin", name()).setCause(cause).log("a plugin could not be started");
    announcer.failed(why);
  }

  private void schedule(Declaration.Periodic periodic) {
    Sampling.Outlets outlets = new Sampling.Outlets(gate, data, signals, shaping);
    Sampling sampling = new Sampling(name(), periodic.sampler(), outlets, around, counters);
    lane.every(periodic.period(), new Work("sampler", around.limits().sample(), sampling::call));
  }

  @Override
  public void watch(long now) {
    desk.watch(now);
    if (!gate.isShut()) {
      shaping.tick(due);
    }
    gate.tell(around.bus());
    watchLane(now);
    watchUsage(now);
    announcer.sayIfDue(now);
  }

  private void watchLane(long now) {
    PluginState before = announcer.state();
    if (announcer.look(lane.running(), now)) {
      lane.interrupt();
      desk.endWaiting(announcer.closed());
    }
    if (announcer.state() == PluginState.QUARANTINED && before != PluginState.QUARANTINED) {
      letGo();
    }
    // in this order: a lane that is found dead because it was stopped is found stopping
    if (!lane.isAlive() && !stopping) {
      contain("its thread was ended by an error of the JVM");
    }
  }

  private void watchUsage(long now) {
    int threads = lane.threads();
    if (threads > around.limits().threads()) {
      contain("has " + threads + " threads, may have " + around.limits().threads());
    }
    if (usage.look(now)) {
      String why = overuse.look(usage.cpuPercent(), usage.megabytes(), now);
      if (!why.isEmpty()) {
        contain(why);
      }
    }
  }

  @Override
  public double megabytes() {
    return announcer.state() == PluginState.QUARANTINED ? 0 : usage.megabytes();
  }

  @Override
  public void contain(String why) {
    if (announcer.quarantined(why)) {
      letGo();
    }
  }

  /** Calls nothing of it any more, takes nothing from it, and lets its memory go if it can. */
  private void letGo() {
    gate.shut(announcer.reason());
    lane.shut();
    lane.interruptAll();
    desk.endAll(announcer.closed());
    commands = Map.of();
    Thread release = new Thread(this::release, "weir-release-" + name());
    release.setDaemon(true);
    release.start();
  }

  private void release() {
    try {
      lane.close(STOP_WAIT);
      if (released.compareAndSet(false, true)) {
        source.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
    if (request.replyTo() != null && announcer.state() != PluginState.STARTING) {
      Map<String, Object> description = Described.of(source, catalogue.all(), described);
      around.bus().send(Message.of(request.replyTo(), Json.bytes(description)));
    }
  }

  /** What its processing still holds. One that is contained meanwhile has nothing more to say. */
  private void flush() {
    try {
      if (!gate.isShut()) {
        shaping.flush(due);
      }
    } catch (IllegalStateException e) {
      LOG.atDebug().addKeyValue("plugin", name()).setCause(e).log("contained while it was stopped");
    }
  }

  /** Lets it go: two seconds for what runs, then it is left behind. */
  @Override
  public void stop() {
    stopping = true;
    subscriptions.forEach(Subscription::close);
    boolean ended = false;
    try {
      ended = lane.close(STOP_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      announcer.stopped();
      desk.endAll(announcer.closed());
      flush();
    } finally {
      gate.shut();
      gate.tell(around.bus());
      if (released.compareAndSet(false, true)) {
        source.close();
      }
    }
    if (!ended) {
      LOG.atWarn().addKeyValue("plugin", name()).log("a plugin was left behind, it does not end");
    }
  }
}
