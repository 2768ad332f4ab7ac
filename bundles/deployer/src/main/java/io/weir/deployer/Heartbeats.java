package io.weir.deployer;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last heartbeat of each service: what a plugin says of itself. Any thread. */
final class Heartbeats implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
  private static final Set<String> BEYOND_HOPE = Set.of("FAILED", "QUARANTINED");
  private final Map<String, Map<String, Object>> last = new ConcurrentHashMap<>();
  private final Subscription subscription;

  Heartbeats(Bus bus) {
    subscription = bus.subscribe("services.*.heartbeat", this::take);
  }

  /** How the service does, if it is of this version: older news are of the version before. */
  Installer.Health health(String service, String version) {
    Map<String, Object> news = last.get(service);
    if (news == null || !version.equals(news.get("version"))) {
      return new Installer.Health(false, false, service + " " + version + " has not been heard of");
    }
    String state = String.valueOf(news.get("state"));
    if (BEYOND_HOPE.contains(state)) {
      return new Installer.Health(
          false, true, service + " is " + state + ": " + news.get("reason"));
    }
    boolean reads = news.get("readings") instanceof Number n && n.longValue() > 0;
    boolean silent = Boolean.TRUE.equals(news.get("commandsOnly"));
    return new Installer.Health(
        state.equals("RUNNING") && (reads || silent),
        false,
        service + " has published no valid reading");
  }

  private void take(Message message) {
    try {
      Map<String, Object> news = JSON.std.mapFrom(message.payload());
      last.put(message.subject().split("\\.")[1], news);
    } catch (IOException e) {
      LOG.atDebug()
          .addKeyValue("subject", message.subject())
          .log("not a heartbeat: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
