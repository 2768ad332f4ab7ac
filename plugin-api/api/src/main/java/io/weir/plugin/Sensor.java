package io.weir.plugin;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The host's side of a plugin: where it declares what it does. Use it within {@link
 * SensorPlugin#describe}; afterwards only {@link #readings()} and {@link #alerts()} remain of use,
 * and every declaration throws {@link IllegalStateException}.
 */
@ProviderType
public interface Sensor {

  /**
   * Calls the sampler once a period, on the plugin's lane, the first time at once. A sampler that
   * is late is called again after its next period: nothing is caught up.
   *
   * @param period longer than zero; the host may set a floor, 10 ms unless configured
   * @return this
   * @throws IllegalArgumentException if the period is not longer than zero
   */
  Sensor every(Duration period, Sampler sampler);

  /**
   * Answers a command, on the plugin's lane.
   *
   * @return this
   * @throws IllegalArgumentException if the plugin has declared a command of that name already
   */
  <Q extends Record, A extends Record> Sensor on(Command<Q, A> command, Handler<Q, A> handler);

  /**
   * Answers a command that takes long, on the plugin's lane: while it runs nothing else of this
   * plugin does. The caller sees its progress and may cancel it.
   *
   * @return this
   * @throws IllegalArgumentException if the plugin has declared a command of that name already
   */
  <Q extends Record, A extends Record> Sensor onLong(
      Command<Q, A> command, LongHandler<Q, A> handler);

  /**
   * Announces metrics before they have a first reading, so that the cloud can show them. A metric
   * that is put without having been announced becomes known with its first reading.
   *
   * @return this
   */
  Sensor metrics(Metric<?>... metrics);

  /** Where a sensor that pushes puts its readings, at any time, from any thread. Keep it. */
  Readings readings();

  /** As {@link #readings()}, for readings that travel ahead of everything else. */
  Readings alerts();
}
