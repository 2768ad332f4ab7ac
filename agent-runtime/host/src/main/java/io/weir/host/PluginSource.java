package io.weir.host;

import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Where a plugin comes from; in the framework an OSGi service. */
interface PluginSource {

  /** The service name, checked against {@link io.weir.plugin.PluginName#PATTERN}. */
  String name();

  /** For people, may be the name. */
  String title();

  /** The version of its bundle. */
  String version();

  /** Its configuration as far as it is for the host: rules, budgets, isolation. */
  default Map<String, Object> properties() {
    return Map.of();
  }

  /**
   * The plugin. Called on its lane, for its constructor may block.
   *
   * @throws IllegalStateException if it cannot be activated
   */
  SensorPlugin open();

  /**
   * Writes the bundle that it is in as a jar.
   *
   * @throws IOException if there is no bundle or the file cannot be written
   */
  default void writeJar(Path file) throws IOException {
    throw new IOException("only a bundle can have a process of its own");
  }

  /** Whether its bundle stays: only the plugin itself has gone, or comes anew. */
  default boolean isInstalled() {
    return false;
  }

  /** Whether both come from the same bundle in the same version of its content. */
  default boolean isSameBundle(PluginSource other) {
    return false;
  }

  /** Lets go of the plugin. */
  void close();
}
