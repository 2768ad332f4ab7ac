package io.weir.plugin;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where readings go. Any thread; does not wait for the network. A plugin that puts more than its
 * budget of readings a second is slowed down: a put waits for its turn, a second at most, and all
 * of one call of a sampler five seconds at most; interrupting the thread ends that. What is not
 * taken then is counted and told to the cloud. Once the plugin has gone, readings are dropped; to
 * one in quarantine a put throws {@link IllegalStateException}.
 */
@ProviderType
public interface Readings {

  /** Publishes one reading. The others are short forms of this. */
  void put(Reading<?> reading);

  /**
   * Publishes a good reading of this moment.
   *
   * @throws IllegalArgumentException if the value does not fit the metric; nothing was published
   */
  default <T> void put(Metric<T> metric, T value) {
    put(Reading.of(metric, value));
  }

  /** As {@link #put(Metric, Object)}; takes an {@code int}, too. */
  default void put(Metric<Double> metric, double value) {
    put(Reading.of(metric, value));
  }

  /** As {@link #put(Metric, Object)}; takes an {@code int}, too. */
  default void put(Metric<Long> metric, long value) {
    put(Reading.of(metric, value));
  }

  /** As {@link #put(Metric, Object)}, trusted so far. */
  default <T> void put(Metric<T> metric, T value, Quality quality) {
    put(Reading.of(metric, value).with(quality));
  }

  /** As {@link #put(Metric, Object)}, measured then. */
  default <T> void put(Metric<T> metric, T value, Instant time) {
    put(Reading.of(metric, value).at(time));
  }

  /** As {@link #put(Metric, Object)}, trusted so far and measured then. */
  default <T> void put(Metric<T> metric, T value, Quality quality, Instant time) {
    put(Reading.of(metric, value).with(quality).at(time));
  }

  /** Publishes dense samples as one frame. */
  void put(SignalFrame frame);
}
