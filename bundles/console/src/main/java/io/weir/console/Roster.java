package io.weir.console;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

  private record Heard(Map<String, Object> heartbeat, long nanos) {}

  synchronized void take(Message heartbeat, long nowNanos) {
    String service = heartbeat.subject().split("\\.")[1];
    try {
      Map<String, Object> said = JSON.std.mapFrom(heartbeat.payload());
      if ("STOPPED".equals(said.get("state"))) {
        services.remove(service);
      } else {
        services.put(service, new Heard(said, nowNanos));
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("service", service).log("not a heartbeat: {}", e.getMessage());
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
          all.add(plugin);
        });
    return Map.of("plugins", all);
  }
}
