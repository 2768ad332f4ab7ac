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
  private static final double LATEST_MS = 60_000;
  private final Map<String, Heard> last = new ConcurrentHashMap<>();
  private final Subscription subscription;

  /** What was said, and when the one that said it began, on the clock of {@code nanoTime}. */
  private record Heard(Map<String, Object> news, long begun) {}

  Heartbeats(Bus bus) {
    subscription = bus.subscribe("services.*.heartbeat", this::take);
  }

  /**
   * How the service does, by what it said itself: the news of the one before it, of another version
   * or of the same, are not taken for its own.
   *
   * @param since when it was put in place, on the clock of {@code nanoTime}
   */
  Installer.Health health(String service, String version, long since) {
    Heard heard = last.get(service);
    Map<String, Object> news = heard == null ? Map.of() : heard.news();
    if (heard == null || heard.begun() - since < 0 || !version.equals(news.get("version"))) {
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
      long uptimeMs = news.get("uptimeMs") instanceof Number n ? n.longValue() : 0;
      last.put(
          message.subject().split("\\.")[1],
          new Heard(news, System.nanoTime() - (uptimeMs + lateMs(news)) * 1_000_000));
    } catch (IOException e) {
      LOG.atDebug()
          .addKeyValue("subject", message.subject())
          .log("not a heartbeat: {}", e.getMessage());
    }
  }

  /** How long it was on its way: one that was said by the one before it may come after it. */
  private static long lateMs(Map<String, Object> news) {
    if (!(news.get("t") instanceof Number said)) {
      return 0;
    }
    double late = System.currentTimeMillis() - said.doubleValue() * 1e3;
    // more than that is a clock that was set meanwhile
    return late > 0 && late < LATEST_MS ? (long) late : 0;
  }

  @Override
  public void close() {
    subscription.close();
  }
}
