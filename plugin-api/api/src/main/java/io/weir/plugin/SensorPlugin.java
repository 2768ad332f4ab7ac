package io.weir.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A sensor: register one as an OSGi service with a {@link PluginName} and the host adopts it. A new
 * configuration makes a new instance. A plugin that opens something implements {@link
 * AutoCloseable} and puts {@code @Deactivate} on its {@code close()}: the framework calls it, and
 * so does the test kit.
 */
@ConsumerType
public interface SensorPlugin {

  /**
   * Says what there is to sample and to command. Called once, on the plugin's lane, before any
   * sampler or handler. Declare here and return soon: a plugin that blocks here is stopped.
   *
   * @throws Exception if the sensor cannot work; the plugin is then shown as failed with the
   *     message, and the others go on
   */
  void describe(Sensor sensor) throws Exception;
}
