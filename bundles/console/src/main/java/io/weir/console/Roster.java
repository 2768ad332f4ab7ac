package io.weir.console;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code agent.plugins}: every service that sends heartbeats, ours and foreign ones alike, with
 * what it last said. A service that has been silent for three of its periods is shown as SILENT.
 * Any thread.
 */
final class Roster {
  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);
  private static final Duration SILENCE = Duration.ofSeconds(95);
  private final Map<String, Heard> services = new TreeMap<>();

  private final Function<String, Optional<String>> problems;

  /**
   * @param problems what is wrong with the configuration of a service
   */
  Roster(Function<String, Optional<String>> problems) {
    this.problems = problems;
  }

  private record Heard(Map<String, Object> heartbeat, long nanos) {}

  /**
   * @return whether the service came, went, or is in another state or of another version now
   */
  synchronized boolean take(Message heartbeat, long nowNanos) {
    String service = heartbeat.subject().split("\\.")[1];
    try {
      Map<String, Object> said = JSON.std.mapFrom(heartbeat.payload());
      if ("STOPPED".equals(said.get("state"))) {
        return services.remove(service) != null;
      }
      Heard before = services.put(service, new Heard(said, nowNanos));
      return before == null
          || !Objects.equals(before.heartbeat().get("state"), said.get("state"))
          || !Objects.equals(before.heartbeat().get("version"), said.get("version"));
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("service", service).log("not a heartbeat: {}", e.getMessage());
      return false;
    }
  }

  synchronized Map<String, Object> plugins(long nowNanos) {
    List<Map<String, Object>> all = new ArrayList<>();
    services.forEach(
        (service, heard) -> {
          var plugin = new LinkedHashMap<>(heard.heartbeat());
          plugin.put("service", service);
          long age = nowNanos - heard.nanos();
          if (age > SILENCE.toNanos()) {
            plugin.put("state", "SILENT");
            plugin.put("reason", "no heartbeat for " + Duration.ofNanos(age).toSeconds() + " s");
          }
          problems
              .apply(service)
              .filter(problem -> String.valueOf(plugin.getOrDefault("reason", "")).isEmpty())
              .ifPresent(problem -> plugin.put("reason", "configuration: " + problem));
          all.add(plugin);
        });
    return Map.of("plugins", all);
  }
}
