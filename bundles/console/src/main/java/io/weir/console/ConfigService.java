package io.weir.console;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.CommandMessage;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service {@code config}: announces how each plugin can be configured and how it is, and lets
 * the cloud change it with ordinary commands. The agent's own configuration is not among it: it
 * holds the way to the cloud and whose packages are taken, and both are the operator's. On the
 * thread {@code weir-config}.
 */
final class ConfigService implements AutoCloseable {
  static final String SERVICE = "config";
  private static final Logger LOG = LoggerFactory.getLogger(ConfigService.class);
  private static final long BEAT = TimeUnit.SECONDS.toNanos(30);
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-config"));
  private final Bus bus;
  private final Configuration configuration;
  private final String version;
  private final long started = System.nanoTime();
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private final List<Subscription> subscriptions;
  private int revision;
  private long saidAt;

  ConfigService(Bus bus, Configuration configuration, String version) {
    this.bus = bus;
    this.configuration = configuration;
    this.version = version;
    subscriptions =
        List.of(
            bus.subscribe("commands." + SERVICE + ".req", m -> worker.execute(() -> take(m))),
            bus.subscribe(
                "services." + SERVICE + ".describe", m -> worker.execute(() -> describe(m))),
            bus.subscribe("services.discover", m -> worker.execute(() -> describe(m))));
    worker.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  /** Something in what is announced may be another. Any thread, at once. */
  void changed() {
    changed.set(true);
  }

  private void take(Message request) {
    String command = "";
    var body = new LinkedHashMap<String, Object>();
    try {
      List<Object> pack = JSON.std.listFrom(request.payload());
      if (pack.size() != 1 || !(pack.get(0) instanceof Map<?, ?> record)) {
        throw new Refused("expected a pack of one record, found " + pack.size());
      }
      command = String.valueOf(record.get("n"));
      var arguments = new LinkedHashMap<>(JSON.std.mapFrom(String.valueOf(record.get("vs"))));
      body.put("status", "ok");
      body.put("message", "");
      run(request, command, arguments, body);
    } catch (Refused e) {
      body.put("status", "invalid");
      body.put("message", e.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().addKeyValue("command", command).setCause(e).log("a command failed");
      body.put("status", "failed");
      body.put("message", String.valueOf(e.getMessage()));
    }
    answer(request, command, body);
    changed();
  }

  private void run(
      Message request, String command, Map<String, Object> arguments, Map<String, Object> body)
      throws Refused, IOException {
    if (expired(request)) {
      body.put("status", "expired");
      body.put("message", "its deadline passed before its turn came");
      return;
    }
    switch (command) {
      case "Set", "Rollback", "Get", "History" -> {
        arguments.put("op", command.toLowerCase(java.util.Locale.ROOT));
        body.put("result", configuration.answerCloud(arguments));
      }
      default -> {
        body.put("status", "unknown_command");
        body.put("message", SERVICE + " has Set, Rollback, Get and History, not " + command);
      }
    }
  }

  private static boolean expired(Message request) throws Refused {
    try {
      return new CommandMessage(request).expired(Instant.now());
    } catch (IllegalArgumentException e) {
      throw new Refused(e.getMessage());
    }
  }

  private void answer(Message request, String command, Map<String, Object> body) {
    try {
      var record = new LinkedHashMap<String, Object>();
      record.put("bn", "");
      record.put("t", System.currentTimeMillis() / 1000.0);
      record.put("n", command);
      record.put("vs", JSON.std.asString(body));
      new CommandMessage(request).answer(bus, SERVICE, JSON.std.asBytes(List.of(record)));
    } catch (IOException e) {
      throw new IllegalStateException("an answer is always JSON", e);
    }
  }

  private void describe(Message request) {
    if (request.replyTo() == null) {
      return;
    }
    try {
      var description = new LinkedHashMap<>(ConfigCommands.described(SERVICE, version));
      description.put("configurations", configuration.announced());
      bus.send(Message.of(request.replyTo(), JSON.std.asBytes(description)));
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("the configurations cannot be announced");
    }
  }

  private void tick() {
    try {
      long now = System.nanoTime();
      boolean news = changed.getAndSet(false);
      if (!news && now - saidAt < BEAT) {
        return;
      }
      revision += news ? 1 : 0;
      saidAt = now;
      var beat = new LinkedHashMap<String, Object>();
      beat.put("service", SERVICE);
      beat.put("state", "RUNNING");
      beat.put("reason", configuration.problems());
      beat.put("uptimeMs", (now - started) / 1_000_000);
      beat.put("readings", 0);
      beat.put("errors", 0);
      beat.put("version", version);
      beat.put("revision", revision);
      bus.send(Message.of("services." + SERVICE + ".heartbeat", JSON.std.asBytes(beat)));
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("no heartbeat of the configurations");
    }
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    worker.shutdownNow();
  }
}
