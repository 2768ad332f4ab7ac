package io.weir.launcher;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything the launcher needs to know, read once at the start. Variables come from {@code
 * <conf>/agent.env}; the process's own environment wins over the file.
 *
 * @param serial who this gateway is
 * @param home the distribution: lib, bundle, conf
 * @param conf the configuration folder ({@code WEIR_CONF}, default home/conf), only read
 * @param data the state folder ({@code WEIR_DATA}, default home/data), private
 * @param plugins the drop folder ({@code WEIR_PLUGINS}, default home/plugins)
 * @param log how and how much to log
 * @param broker where the broker is and who starts it
 * @param variables all {@code WEIR_*} variables, visible to the {@code .cfg} files
 */
record Settings(
    Serial serial,
    Path home,
    Path conf,
    Path data,
    Path plugins,
    LogSettings log,
    BrokerSettings broker,
    Map<String, String> variables) {

  Settings {
    variables = Map.copyOf(variables);
  }

  /**
   * Reads the environment and the file.
   *
   * @throws RefusedStart if something is missing or wrong
   */
  static Settings read(Path home, Map<String, String> environment) {
    Path base = home.toAbsolutePath().normalize();
    Path conf = folder(environment.get("WEIR_CONF"), base.resolve("conf"));
    Map<String, String> all = new LinkedHashMap<>(EnvironmentFile.read(conf.resolve("agent.env")));
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("WEIR_") || name.equals(Serial.VARIABLE)) {
            all.put(name, value);
          }
        });
    Serial serial = Serial.of(all.get(Serial.VARIABLE), conf.resolve("agent.env"));
    all.keySet().removeIf(name -> !name.startsWith("WEIR_"));
    return new Settings(
        serial,
        base,
        conf,
        folder(all.get("WEIR_DATA"), base.resolve("data")),
        folder(all.get("WEIR_PLUGINS"), base.resolve("plugins")),
        LogSettings.of(all),
        BrokerSettings.of(all),
        all);
  }

  private static Path folder(String value, Path otherwise) {
    return value == null || value.isBlank()
        ? otherwise
        : Path.of(value).toAbsolutePath().normalize();
  }
}
