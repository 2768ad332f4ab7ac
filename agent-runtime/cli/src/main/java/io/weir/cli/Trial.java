package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.broker.Message;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One deployment of a bundle whose version nobody else has: shows the state of its plugin and the
 * first readings, as soon as they are there and not only when the deployer has made up its mind.
 */
final class Trial {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  // the uptime of a heartbeat is in whole milliseconds
  private static final double ROUNDED_S = 0.002;
  // of all plugins together, until the names of this one are known
  private static final int MOST_UNSHOWN = 100_000;
  private final Gateway gateway;
  private final PrintWriter out;
  private final Instant saved;
  private final LinkedBlockingQueue<Message> heard = new LinkedBlockingQueue<>(100_000);

  private double adopted;

  /**
   * @param saved what the times that are shown count from
   */
  Trial(Gateway gateway, PrintWriter out, Instant saved) {
    this.gateway = gateway;
    this.out = out;
    this.saved = saved;
  }

  /**
   * @throws IllegalStateException if the package is refused or rolled back, with the reason
   */
  void run(Path bundle, String version, int readings) throws InterruptedException {
    try (var beats = gateway.subscribe("services.*.heartbeat", heard::offer);
        var data = gateway.subscribe("events.data", heard::offer)) {
      CompletableFuture<JsonNode> deployed = CompletableFuture.supplyAsync(() -> deploy(bundle));
      List<JsonNode> unshown = new ArrayList<>();
      Set<String> names = Set.of();
      int shown = 0;
      long end = System.nanoTime() + PATIENCE.toNanos();
      while ((shown < readings || !deployed.isDone()) && System.nanoTime() < end) {
        throwRefusal(deployed);
        Message message = heard.poll(100, TimeUnit.MILLISECONDS);
        if (message == null) {
          continue;
        }
        if (message.subject().startsWith("services.")) {
          JsonNode beat = Gateway.parse(message.payload());
          if (beat.path("version").asText().equals(version)) {
            if (adopted == 0) {
              say(state(beat) + PluginDev.since(saved));
              adopted = beat.path("t").asDouble() - beat.path("uptimeMs").asLong() / 1000.0;
            } else if (!beat.path("state").asText().equals("RUNNING")) {
              say(state(beat));
            }
            // a plugin's metrics are known to the host from their first readings, after the state
            if (beat.path("metrics").asInt() != names.size()) {
              names = metrics(beat.path("service").asText());
            }
          }
        } else if (unshown.size() < MOST_UNSHOWN) {
          Gateway.parse(message.payload()).forEach(unshown::add);
        }
        if (!names.isEmpty()) {
          shown = showAll(unshown, names, shown, readings);
        }
      }
      throwRefusal(deployed);
    }
  }

  private int showAll(List<JsonNode> records, Set<String> names, int shown, int readings) {
    int count = shown;
    for (JsonNode record : records) {
      // what the version before said until a moment ago has the same names
      boolean own = record.path("t").asDouble() >= adopted - ROUNDED_S;
      if (own && count < readings && names.contains(record.path("n").asText())) {
        say(
            "  "
                + Sub.line(record.path("n").asText(), record, 0, "")
                + (count == 0 ? PluginDev.since(saved) : ""));
        count++;
      }
    }
    records.clear();
    return count;
  }

  private Set<String> metrics(String service) {
    JsonNode described = gateway.ask("services." + service + ".describe");
    return StreamSupport.stream(described.path("metrics").spliterator(), false)
        .map(metric -> metric.path("name").asText())
        .collect(Collectors.toSet());
  }

  private static String state(JsonNode beat) {
    String reason = beat.path("reason").asText();
    return beat.path("service").asText()
        + " "
        + beat.path("state").asText()
        + (reason.isEmpty() ? "" : ": " + reason);
  }

  private JsonNode deploy(Path bundle) {
    ObjectNode request =
        JsonNodeFactory.instance
            .objectNode()
            .put("op", "deploy")
            .put("path", bundle.toAbsolutePath().toString());
    byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
    return Gateway.parse(gateway.request(Message.of("agent.deploy", body), PATIENCE).payload());
  }

  private static void throwRefusal(CompletableFuture<JsonNode> deployed) {
    if (deployed.isCompletedExceptionally()) {
      throw new IllegalStateException("the deployer gave no answer: " + failure(deployed));
    }
    JsonNode answer = deployed.getNow(JsonNodeFactory.instance.objectNode());
    if (answer.hasNonNull("error")) {
      throw new IllegalStateException(answer.path("error").asText());
    }
    if (answer.path("outcome").asText().contains("rolled back")) {
      throw new IllegalStateException(answer.path("outcome").asText());
    }
  }

  private static String failure(CompletableFuture<JsonNode> deployed) {
    try {
      deployed.join();
      return "";
    } catch (java.util.concurrent.CompletionException e) {
      return e.getCause().getMessage();
    }
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
