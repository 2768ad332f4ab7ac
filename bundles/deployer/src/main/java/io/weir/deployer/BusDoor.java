package io.weir.deployer;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * {@code agent.deploy}: {@code {"op":"deploy","path":"/x.jar","downgrade":false}}, {@code
 * {"op":"remove","plugin":"name"}}, {@code {"op":"list"}}. Answered when it is done, with the
 * plugin's record or with {@code {"error":"..."}}; what happens meanwhile is told on {@code
 * agent.deploy.progress}.
 */
final class BusDoor {
  private final Bus bus;
  private final Deployer deployer;

  BusDoor(Bus bus, Deployer deployer) {
    this.bus = bus;
    this.deployer = deployer;
  }

  /**
   * On the subscription's thread; a deployment takes its time there, and others wait for it as they
   * would anyway.
   */
  void take(Message request) {
    if (request.replyTo() == null) {
      return;
    }
    Map<String, Object> answer;
    try {
      answer = answer(JSON.std.mapFrom(request.payload()));
    } catch (ExecutionException e) {
      answer = Map.of("error", String.valueOf(e.getCause().getMessage()));
    } catch (IOException | IllegalArgumentException e) {
      answer = Map.of("error", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    reply(request.replyTo(), answer);
  }

  private Map<String, Object> answer(Map<String, Object> request)
      throws IOException, ExecutionException, InterruptedException {
    String op = String.valueOf(request.get("op"));
    return switch (op) {
      case "deploy" -> {
        try (InputStream in = Files.newInputStream(Path.of(field(request, "path")))) {
          yield deployer.deploy(in, "bus", Boolean.TRUE.equals(request.get("downgrade"))).toMap();
        }
      }
      case "remove" -> deployer.remove(field(request, "plugin")).toMap();
      case "list" -> deployer.list();
      default ->
          throw new IllegalArgumentException("op is deploy, remove or list, was '" + op + "'");
    };
  }

  private static String field(Map<String, Object> request, String name) {
    if (request.get(name) instanceof String value && !value.isBlank()) {
      return value;
    }
    throw new IllegalArgumentException(
        "expected text in field " + name + ", found " + request.get(name));
  }

  private void reply(String subject, Map<String, Object> answer) {
    try {
      bus.send(Message.of(subject, JSON.std.asBytes(answer)));
    } catch (IOException e) {
      throw new IllegalStateException("an answer of texts is always JSON", e);
    }
  }
}
