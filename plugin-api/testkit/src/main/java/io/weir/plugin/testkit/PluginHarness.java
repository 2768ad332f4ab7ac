package io.weir.plugin.testkit;

import io.weir.plugin.Command;
import io.weir.plugin.LongHandler;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Reading;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.SignalFrame;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * One plugin and a host around it: samples when told to, on a clock that only the test turns,
 * captures what is put, and sends commands. Everything runs on one lane, as in the real host; a
 * call that does not come back within the limit (5 s of real time) is a {@link PluginStuck}. Used
 * by one test thread.
 *
 * <p>An exception of the plugin comes out of the call that caused it, as it was thrown if it is
 * unchecked, else as the cause of a {@link PluginFailed}. The real host would count it and go on.
 */
public final class PluginHarness implements AutoCloseable {

  private final SensorPlugin plugin;
  private final TurnedClock clock;
  private final Declarations declared;
  private final Lane lane;

  private PluginHarness(SensorPlugin plugin, TurnedClock clock, Duration limit) {
    this.plugin = plugin;
    this.clock = clock;
    this.declared = new Declarations(clock);
    this.lane = new Lane(limit);
    lane.run("describe", () -> plugin.describe(declared));
    declared.freeze();
  }

  /** Adopts the plugin: calls its {@code describe}. */
  public static PluginHarness of(SensorPlugin plugin) {
    return new PluginHarness(plugin, new TurnedClock(), Duration.ofSeconds(5));
  }

  /** As {@link #of(SensorPlugin)} with another limit of real time for each call. */
  public static PluginHarness of(SensorPlugin plugin, Duration limit) {
    return new PluginHarness(plugin, new TurnedClock(), limit);
  }

  /**
   * What a changed configuration does: the old instance is let go and closed if it can be, a new
   * one adopted, the clock goes on.
   */
  public PluginHarness reconfigured(SensorPlugin next) {
    close();
    return new PluginHarness(next, clock, lane.limit());
  }

  /** The value of {@link PluginName}, "" where the plugin carries none. */
  public String name() {
    PluginName name = plugin.getClass().getAnnotation(PluginName.class);
    return name == null ? "" : name.value();
  }

  /** Calls every sampler once, now, whatever its period. */
  public PluginHarness sample() {
    declared.schedule().all().forEach(this::sample);
    return this;
  }

  /** Turns the clock on, and calls each sampler whenever it is due on the way. */
  public PluginHarness advance(Duration time) {
    declared.schedule().until(clock, time, this::sample);
    return this;
  }

  private void sample(Schedule.Entry entry) {
    lane.run("sampler", () -> entry.sampler().sample(declared.readings()));
  }

  /**
   * Sends a command as its sender's code would.
   *
   * @throws NoSuchElementException if the plugin has not declared it
   */
  public <Q extends Record, A extends Record> A call(Command<Q, A> command, Q request) {
    LongHandler<Q, A> handler = handler(command);
    try {
      return lane.call(command.name(), () -> handler.handle(request, declared.progress()));
    } finally {
      declared.progress().done();
    }
  }

  /**
   * Sends a command as the cloud does, by name and with arguments of JSON values, and takes its
   * answer with the status that the real host would give. Never throws for what the plugin does.
   */
  public Reply send(String command, Map<String, ?> arguments) {
    return declared
        .find(command)
        .map(bound -> bound.send(arguments, declared.progress(), lane))
        .orElseGet(() -> Reply.of("unknown_command", "no command is called " + command));
  }

  private <Q extends Record, A extends Record> LongHandler<Q, A> handler(Command<Q, A> command) {
    return declared
        .find(command.name())
        .map(bound -> bound.handler(command))
        .orElseThrow(() -> new NoSuchElementException("the plugin has not declared " + command));
  }

  /** All readings so far, in the order they were put, each with its time. */
  public List<Reading<?>> readings() {
    return declared.readings().taken();
  }

  /** All readings put to {@code alerts()} so far. */
  public List<Reading<?>> alerts() {
    return declared.alerts().taken();
  }

  /** All signal frames so far. */
  public List<SignalFrame> frames() {
    return declared.readings().frames();
  }

  /** The values of one metric so far. */
  public <T> List<T> values(Metric<T> metric) {
    return declared.readings().values(metric);
  }

  /**
   * The newest value of a metric.
   *
   * @throws NoSuchElementException if there is none
   */
  public <T> T latest(Metric<T> metric) {
    List<T> values = values(metric);
    if (values.isEmpty()) {
      throw new NoSuchElementException("there is no reading of " + metric);
    }
    return values.get(values.size() - 1);
  }

  /** Waits until a sensor that pushes from a thread of its own has put so many readings in all. */
  public PluginHarness awaitReadings(int count, Duration limit) {
    declared.readings().await(count, limit);
    return this;
  }

  /** Forgets what was captured. */
  public PluginHarness clear() {
    declared.clear();
    return this;
  }

  /** The metrics that the plugin announced or put. */
  public Set<Metric<?>> metrics() {
    return declared.metrics();
  }

  /** The commands that the plugin declared. */
  public List<Command<?, ?>> commands() {
    return declared.commands();
  }

  /** How many samplers the plugin declared. */
  public int samplers() {
    return declared.schedule().all().size();
  }

  /** What long commands reported, {@code "40 % erasing"}. */
  public List<String> progress() {
    return declared.progress().reports();
  }

  /** Cancels the long command that runs, or else the next. May be called from any thread. */
  public void cancel() {
    declared.progress().cancel();
  }

  /** The host's clock, for plugins that take one. Only {@link #advance} turns it. */
  public Clock clock() {
    return clock;
  }

  /** Lets the plugin go: what it still puts is dropped; an {@link AutoCloseable} is closed. */
  @Override
  public void close() {
    declared.close();
    if (plugin instanceof AutoCloseable closeable) {
      lane.run("close", closeable::close);
    }
  }
}
