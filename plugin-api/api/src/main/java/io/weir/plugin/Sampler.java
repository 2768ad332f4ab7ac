package io.weir.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/** Reads a sensor once, when its period is up. */
@FunctionalInterface
@ConsumerType
public interface Sampler {

  /**
   * Reads and puts. Called on the plugin's lane.
   *
   * @param out where the readings go; what was put before an exception is published
   * @throws Exception if the sensor could not be read: counted, logged, and tried again next period
   */
  void sample(Readings out) throws Exception;
}
