package io.weir.host;

import io.weir.plugin.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a plugin says of itself on {@code services.<service>.describe}. Pure; any thread. */
final class Described {
  private Described() {}

  /**
   * The answer, as bus.md has it.
   *
   * @param commands as {@link DeclaredCommand#described} gives them
   */
  static Map<String, Object> of(
      PluginSource source, List<Metric<?>> metrics, List<Map<String, Object>> commands) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("service", source.name());
    members.put("title", source.title());
    members.put("version", source.version());
    members.put("metrics", metrics.stream().map(Described::metric).toList());
    members.put("commands", commands);
    return members;
  }

  private static Map<String, Object> metric(Metric<?> metric) {
    return Map.of(
        "name", metric.name(),
        "unit", metric.unit(),
        "type", metric.type().name(),
        "dataType", metric.dataType().name());
  }
}
