package io.weir.console;

import java.util.List;
import java.util.Map;

/** The commands of the service {@code config} with the JSON schema of their arguments. */
final class ConfigCommands {
  private static final Map<String, Object> PID =
      Map.of("type", "string", "description", "as it is announced");

  private ConfigCommands() {}

  static Map<String, Object> described(String service, String version) {
    return Map.of(
        "service",
        service,
        "title",
        "Configures plugins",
        "version",
        version,
        "metrics",
        List.of(),
        "commands",
        List.of(
            command(
                "Set",
                "Changes values of one plugin; an empty one brings the default back",
                Map.of("pid", PID, "values", Map.of("type", "object")),
                List.of("pid", "values")),
            command(
                "Rollback",
                "Goes back to the state before, or to an earlier one",
                Map.of("pid", PID, "revision", Map.of("type", "integer", "minimum", 1)),
                List.of("pid")),
            command("Get", "One configuration", Map.of("pid", PID), List.of("pid")),
            command("History", "The states it had", Map.of("pid", PID), List.of("pid"))));
  }

  private static Map<String, Object> command(
      String name, String description, Map<String, Object> properties, List<String> required) {
    return Map.of(
        "name", name,
        "description", description,
        "schema",
            Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                required,
                "additionalProperties",
                false));
  }
}
