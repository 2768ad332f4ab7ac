package io.weir.deployer;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.CommandMessage;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service {@code deployer} of the gateway, so that the cloud deploys with ordinary commands
 * (bus contract, "Commands"): {@code Deploy} from a URL, {@code Chunk} and {@code Install} for
 * gateways that reach nothing but the uplink, {@code Remove}, {@code List}. Commands wait their
 * turn on {@code weir-deployer-door}.
 */
final class CloudDoor implements AutoCloseable {
  static final String SERVICE = "deployer";
  private static final Logger LOG = LoggerFactory.getLogger(CloudDoor.class);
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-deployer-door"));
  private final Bus bus;
  private final Deployer deployer;
  private final Download download;
  private final Chunks chunks;
  private final String version;
  private final long started = System.nanoTime();
  private final AtomicInteger revision = new AtomicInteger();
  private final List<Subscription> subscriptions;

  CloudDoor(Bus bus, Deployer deployer, Download download, Chunks chunks, String version) {
    this.bus = bus;
    this.deployer = deployer;
    this.download = download;
    this.chunks = chunks;
    this.version = version;
    subscriptions =
        List.of(
            bus.subscribe("commands." + SERVICE + ".req", m -> worker.execute(() -> take(m))),
            bus.subscribe("services." + SERVICE + ".describe", this::describe),
            bus.subscribe("services.discover", this::describe));
    worker.scheduleWithFixedDelay(this::heartbeat, 0, 30, TimeUnit.SECONDS);
  }

  private record Answer(String status, String message, Map<String, Object> result) {
    static Answer ok(String message, Map<String, Object> result) {
      return new Answer("ok", message, result);
    }
  }

  private void take(Message request) {
    String command = "";
    Answer answer;
    try {
      List<Object> pack = JSON.std.listFrom(request.payload());
      if (pack.size() != 1 || !(pack.get(0) instanceof Map<?, ?> record)) {
        throw new PackageRefused("expected a pack of one record, found " + pack.size());
      }
      command = String.valueOf(record.get("n"));
      answer =
          new CommandMessage(request).expired(Instant.now())
              ? new Answer("expired", "its deadline passed before its turn came", Map.of())
              : run(command, JSON.std.mapFrom(String.valueOf(record.get("vs"))));
    } catch (PackageRefused e) {
      answer = new Answer("refused", e.getMessage(), Map.of());
    } catch (ExecutionException e) {
      boolean refused = e.getCause() instanceof PackageRefused;
      answer =
          new Answer(
              refused ? "refused" : "failed", String.valueOf(e.getCause().getMessage()), Map.of());
    } catch (IllegalArgumentException e) {
      answer = new Answer("invalid", e.getMessage(), Map.of());
    } catch (IOException e) {
      answer = new Answer("failed", String.valueOf(e.getMessage()), Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = new Answer("failed", "the agent is going down", Map.of());
    }
    answer(request, command, answer);
  }

  private Answer run(String command, Map<String, Object> arguments)
      throws IOException, PackageRefused, ExecutionException, InterruptedException {
    switch (command) {
      case "Deploy" -> {
        var file = download.fetch(text(arguments, "url"), text(arguments, "sha256"));
        try (InputStream in = Files.newInputStream(file)) {
          return outcome(deployer.deploy(in, "cloud", flag(arguments, "downgrade")));
        } finally {
          Files.deleteIfExists(file);
        }
      }
      case "Chunk" -> {
        long total = arguments.get("size") == null ? 0 : number(arguments, "size");
        long bytes =
            chunks.add(
                text(arguments, "sha256"),
                number(arguments, "offset"),
                text(arguments, "data"),
                total);
        return Answer.ok("", Map.of("received", bytes));
      }
      case "Install" -> {
        var file = chunks.complete(text(arguments, "sha256"));
        try (InputStream in = Files.newInputStream(file)) {
          return outcome(deployer.deploy(in, "cloud", flag(arguments, "downgrade")));
        } finally {
          Files.deleteIfExists(file);
        }
      }
      case "Remove" -> {
        return outcome(deployer.remove(text(arguments, "plugin")));
      }
      case "List" -> {
        return Answer.ok("", deployer.list());
      }
      default -> {
        return new Answer(
            "unknown_command",
            SERVICE + " has Deploy, Chunk, Install, Remove and List, not " + command,
            Map.of());
      }
    }
  }

  private static Answer outcome(Plugin plugin) {
    boolean failed = plugin.outcome().contains("rolled back");
    return new Answer(failed ? "failed" : "ok", plugin.outcome(), plugin.toMap());
  }

  private static String text(Map<String, Object> arguments, String field) {
    if (arguments.get(field) instanceof String value && !value.isBlank()) {
      return value;
    }
    throw new IllegalArgumentException(field + " must be text, was " + arguments.get(field));
  }

  private static long number(Map<String, Object> arguments, String field) {
    if (arguments.get(field) instanceof Number value && value.longValue() >= 0) {
      return value.longValue();
    }
    throw new IllegalArgumentException(
        field + " must be a number from 0, was " + arguments.get(field));
  }

  private static boolean flag(Map<String, Object> arguments, String field) {
    return Boolean.TRUE.equals(arguments.get(field));
  }

  private void answer(Message request, String command, Answer answer) {
    try {
      var body = new LinkedHashMap<String, Object>();
      body.put("status", answer.status());
      body.put("message", answer.message());
      body.put("result", answer.result());
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
    if (request.replyTo() != null) {
      try {
        var description = new LinkedHashMap<>(Description.of(SERVICE, version));
        description.putAll(deployer.list());
        bus.send(Message.of(request.replyTo(), JSON.std.asBytes(description)));
      } catch (IOException e) {
        LOG.atWarn().setCause(e).log("the deployer cannot say what it deployed");
      }
    }
  }

  /** What is deployed is another thing now: says so, and the cloud asks. Any thread. */
  void changed() {
    revision.incrementAndGet();
    try {
      worker.execute(this::heartbeat);
    } catch (RejectedExecutionException e) {
      LOG.atDebug().setCause(e).log("the deployer stops, nobody is told of the last change");
    }
  }

  private void heartbeat() {
    try {
      var news = new LinkedHashMap<String, Object>();
      news.put("service", SERVICE);
      news.put("state", "RUNNING");
      news.put("reason", "");
      news.put("uptimeMs", (System.nanoTime() - started) / 1_000_000);
      news.put("readings", 0);
      news.put("errors", 0);
      news.put("version", version);
      news.put("revision", revision.get());
      bus.send(Message.of("services." + SERVICE + ".heartbeat", JSON.std.asBytes(news)));
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("no heartbeat of the deployer");
    }
  }

  @Override
  public void close() throws InterruptedException {
    subscriptions.forEach(Subscription::close);
    worker.shutdownNow();
    worker.awaitTermination(1, TimeUnit.SECONDS);
  }
}
