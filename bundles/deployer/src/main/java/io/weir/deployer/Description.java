package io.weir.deployer;

import java.util.List;
import java.util.Map;

/**
 * What the service {@code deployer} says of itself: its commands with the JSON schema of their
 * arguments.
 */
final class Description {
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> SHA256 =
      Map.of("type", "string", "pattern", "^[0-9a-f]{64}$");
  private static final Map<String, Object> FLAG = Map.of("type", "boolean");

  private Description() {}

  static Map<String, Object> of(String service, String version) {
    return Map.of(
        "service",
        service,
        "title",
        "Deploys plugins",
        "version",
        version,
        "metrics",
        List.of(
            Map.of("name", Announcer.SERIES, "unit", "", "type", "TEMPORAL", "dataType", "TEXT")),
        "commands",
        List.of(
            command(
                "Deploy",
                "Fetches a signed package and deploys it",
                Map.of("url", TEXT, "sha256", SHA256, "downgrade", FLAG),
                List.of("url", "sha256")),
            command(
                "Chunk",
                "Takes a part of a package, in base64",
                Map.of(
                    "sha256",
                    SHA256,
                    "offset",
                    Map.of("type", "integer", "minimum", 0),
                    "data",
                    TEXT,
                    "size",
                    Map.of(
                        "type",
                        "integer",
                        "minimum",
                        0,
                        "description",
                        "of the whole package, for the progress")),
                List.of("sha256", "offset", "data")),
            command(
                "Install",
                "Deploys a package that came in chunks",
                Map.of("sha256", SHA256, "downgrade", FLAG),
                List.of("sha256")),
            command("Remove", "Takes a plugin off", Map.of("plugin", TEXT), List.of("plugin")),
            command("List", "What was deployed, and what was refused", Map.of(), List.of())));
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
