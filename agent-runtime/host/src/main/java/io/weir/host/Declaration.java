package io.weir.host;

import io.weir.plugin.Command;
import io.weir.plugin.Handler;
import io.weir.plugin.LongHandler;
import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import io.weir.plugin.Sampler;
import io.weir.plugin.Sensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a plugin declares within describe; frozen afterwards. */
final class Declaration implements Sensor {

  /** A sampler and how often it is called. */
  record Periodic(Duration period, Sampler sampler) {}

  private static final Duration LONGEST = Duration.ofDays(366);

  private final Duration floor;
  private final Catalogue catalogue;
  private final Readings readings;
  private final Readings alerts;
  private final List<Periodic> samplings = new ArrayList<>();
  private final Map<String, DeclaredCommand<?, ?>> commands = new LinkedHashMap<>();
  private boolean pushes;
  private boolean frozen;

  Declaration(Duration floor, Catalogue catalogue, Readings readings, Readings alerts) {
    this.floor = floor;
    this.catalogue = catalogue;
    this.readings = readings;
    this.alerts = alerts;
  }

  @Override
  public Sensor every(Duration period, Sampler sampler) {
    requireOpen();
    if (period.isNegative() || period.isZero()) {
      throw new IllegalArgumentException(
          "a sampler's period must be 1 ms or more, was " + period.toMillis() + " ms");
    }
    if (period.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a sampler's period must be at most "
              + LONGEST.toDays()
              + " days, was "
              + period.toDays()
              + " days");
    }
    Objects.requireNonNull(sampler, "sampler");
    samplings.add(new Periodic(period.compareTo(floor) < 0 ? floor : period, sampler));
    return this;
  }

  @Override
  public <Q extends Record, A extends Record> Sensor on(
      Command<Q, A> command, Handler<Q, A> handler) {
    Objects.requireNonNull(handler, "handler");
    return declare(
        new DeclaredCommand<>(command, (request, progress) -> handler.handle(request), false));
  }

  @Override
  public <Q extends Record, A extends Record> Sensor onLong(
      Command<Q, A> command, LongHandler<Q, A> handler) {
    Objects.requireNonNull(handler, "handler");
    return declare(new DeclaredCommand<>(command, handler, true));
  }

  @Override
  public Sensor metrics(Metric<?>... metrics) {
    requireOpen();
    for (Metric<?> metric : metrics) {
      if (!catalogue.knows(metric)) {
        throw new IllegalArgumentException("too many metrics, the next one is " + metric.name());
      }
    }
    return this;
  }

  @Override
  public Readings readings() {
    pushes = true;
    return readings;
  }

  @Override
  public Readings alerts() {
    pushes = true;
    return alerts;
  }

  /** Whether it has no way to publish anything: it only answers commands. */
  boolean commandsOnly() {
    return samplings.isEmpty() && !pushes;
  }

  void freeze() {
    frozen = true;
  }

  List<Periodic> samplings() {
    return samplings;
  }

  Map<String, DeclaredCommand<?, ?>> commands() {
    return commands;
  }

  private Sensor declare(DeclaredCommand<?, ?> command) {
    requireOpen();
    if (commands.putIfAbsent(command.name(), command) != null) {
      throw new IllegalArgumentException("command " + command.name() + " is declared already");
    }
    return this;
  }

  private void requireOpen() {
    if (frozen) {
      throw new IllegalStateException("a plugin declares within describe() only");
    }
  }
}
