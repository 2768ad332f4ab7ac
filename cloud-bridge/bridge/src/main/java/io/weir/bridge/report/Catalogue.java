package io.weir.bridge.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.uplink.proto.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of this gateway as they describe themselves: asked for all at once, and one by one
 * when a heartbeat tells of an unknown one. Any thread.
 */
public final class Catalogue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  // a birth message is one MQTT packet: enough for any gateway, not for a runaway program
  private static final int MOST_SERVICES = 500;

  private final Bus bus;
  private final Runnable changed;
  private final String inbox = "_INBOX.agent." + UUID.randomUUID().toString().replace("-", "");
  private final List<Subscription> subscriptions;
  private final Map<String, Service> services = new TreeMap<>();
  private final Map<String, List<Object>> counts = new HashMap<>();
  private long connections = -1;

  /**
   * @param changed told when the catalogue says something else, by a thread of the bus
   */
  public Catalogue(Bus bus, Runnable changed) {
    this.bus = bus;
    this.changed = changed;
    subscriptions =
        List.of(
            bus.subscribe(inbox, this::described),
            bus.subscribe("services.*.heartbeat", this::heartbeat));
  }

  /** All services that are known, by name. */
  public synchronized List<Service> services() {
    return List.copyOf(services.values());
  }

  /** Asks all services to describe themselves when the bus has just connected. */
  public void tick() {
    long now = bus.state().connected() ? bus.state().reconnects() : -1;
    boolean connected;
    synchronized (this) {
      connected = now >= 0 && now != connections;
      connections = now;
    }
    if (connected) {
      bus.send(new Message("services.discover", Map.of(), new byte[0], inbox));
    }
  }

  private void heartbeat(Message message) {
    Map<String, Object> beat = parsed(message);
    String name = message.subject().split("\\.", 3)[1];
    if (!SERVICE.matcher(name).matches() || !(beat.get("state") instanceof String state)) {
      return;
    }
    Service known = known(name);
    if (known == null
        || known.getDescriptionJson().isEmpty()
        || !known.getState().equals(state)
        || saysOther(name, Arrays.asList(beat.get("metrics"), beat.get("revision")))) {
      // also on a change of state: a new version of it may have other commands
      put(known, Service.newBuilder().setName(name).setState(state));
      ask(name);
    }
  }

  /**
   * A plugin need not announce its metrics: some are known by their first reading. And a service
   * counts the revisions of what it says of itself, if that changes while it runs.
   */
  private synchronized boolean saysOther(String name, List<Object> counts) {
    boolean counted = counts.stream().anyMatch(Number.class::isInstance);
    return counted && !counts.equals(this.counts.put(name, counts));
  }

  private void ask(String name) {
    bus.request(Message.of("services." + name + ".describe", new byte[0]), PATIENCE)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                described(answer);
              } else {
                LOG.atDebug().addKeyValue("service", name).setCause(failure).log("no description");
              }
            });
  }

  private void described(Message message) {
    Map<String, Object> description = parsed(message);
    if (!(description.get("service") instanceof String name) || !SERVICE.matcher(name).matches()) {
      return;
    }
    Service known = known(name);
    String state = known == null || known.getState().isEmpty() ? "RUNNING" : known.getState();
    put(
        known,
        Service.newBuilder()
            .setName(name)
            .setState(state)
            .setDescriptionJson(new String(message.payload(), StandardCharsets.UTF_8)));
  }

  private synchronized Service known(String name) {
    return services.get(name);
  }

  private void put(Service known, Service.Builder next) {
    if (known != null && next.getDescriptionJson().isEmpty()) {
      next.setDescriptionJson(known.getDescriptionJson());
    }
    Service now = next.build();
    synchronized (this) {
      if (now.equals(services.get(now.getName()))
          || (known == null && services.size() >= MOST_SERVICES)) {
        return;
      }
      services.put(now.getName(), now);
    }
    changed.run();
  }

  private static Map<String, Object> parsed(Message message) {
    try {
      Map<String, Object> read = JSON.std.mapFrom(message.payload());
      return read == null ? Map.of() : read;
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("subject", message.subject()).setCause(e).log("not JSON");
      return Map.of();
    }
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
