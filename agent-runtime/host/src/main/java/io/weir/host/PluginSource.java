package io.weir.host;

import io.weir.plugin.SensorPlugin;

/** Where a plugin comes from; in the framework an OSGi service. */
interface PluginSource {

  /** The service name, checked against {@link io.weir.plugin.PluginName#PATTERN}. */
  String name();

  /** For people, may be the name. */
  String title();

  /** The version of its bundle. */
  String version();

  /** The rules for its readings, {@link io.weir.plugin.processing.Processing}; "" for none. */
  default String processing() {
    return "";
  }

  /**
   * The plugin. Called on its lane, for its constructor may block.
   *
   * @throws IllegalStateException if it cannot be activated
   */
  SensorPlugin open();

  /** Lets go of the plugin. */
  void close();
}
