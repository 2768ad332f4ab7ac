package io.weir.plugin.testkit;

import io.weir.plugin.Command;
import io.weir.plugin.Handler;
import io.weir.plugin.LongHandler;
import io.weir.plugin.Metric;
import io.weir.plugin.Sampler;
import io.weir.plugin.Sensor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the plugin said in {@code describe}. */
final class Declarations implements Sensor {

  private final TurnedClock clock;
  private final Schedule schedule = new Schedule();
  private final Map<String, BoundCommand<?, ?>> commands = new LinkedHashMap<>();
  private final Set<Metric<?>> announced = new LinkedHashSet<>();
  private final Captured readings;
  private final Captured alerts;
  private final CapturedProgress progress = new CapturedProgress();
  private volatile boolean frozen;

  Declarations(TurnedClock clock) {
    this.clock = clock;
    readings = new Captured(clock);
    alerts = new Captured(clock);
  }

  @Override
  public Sensor every(Duration period, Sampler sampler) {
    requireOpen();
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException(
          "a sampler's period must be 1 ms or more, was " + period.toMillis() + " ms");
    }
    schedule.add(period, Objects.requireNonNull(sampler, "sampler"), clock.instant());
    return this;
  }

  @Override
  public <Q extends Record, A extends Record> Sensor on(
      Command<Q, A> command, Handler<Q, A> handler) {
    Objects.requireNonNull(handler, "handler");
    return onLong(command, (request, unused) -> handler.handle(request));
  }

  @Override
  public <Q extends Record, A extends Record> Sensor onLong(
      Command<Q, A> command, LongHandler<Q, A> handler) {
    requireOpen();
    BoundCommand<Q, A> bound = new BoundCommand<>(command, handler);
    if (commands.putIfAbsent(command.name(), bound) != null) {
      throw new IllegalArgumentException("command " + command.name() + " is declared twice");
    }
    return this;
  }

  @Override
  public Sensor metrics(Metric<?>... metrics) {
    requireOpen();
    announced.addAll(List.of(metrics));
    return this;
  }

  @Override
  public Captured readings() {
    return readings;
  }

  @Override
  public Captured alerts() {
    return alerts;
  }

  void freeze() {
    frozen = true;
  }

  Schedule schedule() {
    return schedule;
  }

  Optional<BoundCommand<?, ?>> find(String command) {
    return Optional.ofNullable(commands.get(command));
  }

  List<Command<?, ?>> commands() {
    return commands.values().stream().<Command<?, ?>>map(BoundCommand::command).toList();
  }

  CapturedProgress progress() {
    return progress;
  }

  Set<Metric<?>> metrics() {
    Set<Metric<?>> all = new LinkedHashSet<>(announced);
    readings.taken().forEach(reading -> all.add(reading.metric()));
    alerts.taken().forEach(reading -> all.add(reading.metric()));
    return all;
  }

  void clear() {
    readings.clear();
    alerts.clear();
  }

  void close() {
    readings.close();
    alerts.close();
  }

  private void requireOpen() {
    if (frozen) {
      throw new IllegalStateException("declare within describe(Sensor), not later");
    }
  }
}
