package io.weir.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.broker.BusException;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.broker.Subscription;
import io.weir.broker.nats.BusClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The running agent, as the command line sees it: requests on {@code agent.*} and {@code
 * commands.*}.
 */
final class Gateway implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String START_IT =
      "start it: systemctl start weir-broker weir, or bin/weir run";
  private static final Duration START = Duration.ofSeconds(3);
  private static final Pattern SERVICE =
      Pattern.compile("(?:commands|services)\\.([^.]+)\\.[a-z]+");
  private final BusClient bus;

  private Gateway(BusClient bus) {
    this.bus = bus;
  }

  /**
   * Connects to the broker of the agent whose state folder is {@code WEIR_DATA}.
   *
   * @throws Unreachable if there is no running agent there, or it may not be spoken to by this user
   */
  static Gateway open() {
    Path data = dataFolder();
    try {
      String url = Files.readString(data.resolve("broker.url")).strip();
      String password = Files.readString(data.resolve("secrets/agent.password")).strip();
      return new Gateway(BusClient.connect(url, "agent", password, PATIENCE));
    } catch (AccessDeniedException e) {
      throw new Unreachable(
          "no permission for " + e.getFile(),
          "run it as root or the agent's user, for example with sudo",
          e);
    } catch (IOException e) {
      throw new Unreachable(
          "no agent has run with the state folder " + data,
          START_IT + "; or set WEIR_DATA to its folder",
          e);
    } catch (BusException e) {
      throw String.valueOf(e.getMessage()).contains("uthenticat")
          ? new Unreachable(
              "the broker does not take the agent's password (" + e.getMessage() + ")",
              "another broker is in its place, or it has not read the password:"
                  + " systemctl restart weir-broker weir",
              e)
          : new Unreachable(
              "the agent's broker does not answer (" + e.getMessage() + ")", START_IT, e);
    }
  }

  static Path dataFolder() {
    String folder = System.getenv("WEIR_DATA");
    return Path.of(folder == null || folder.isBlank() ? "/var/lib/weir" : folder);
  }

  /** Asks the agent; an answer with an {@code error} is thrown as that sentence. */
  JsonNode ask(String subject, String body) {
    return ask(subject, body, PATIENCE);
  }

  JsonNode ask(String subject, String body, Duration patience) {
    Message answer = request(Message.of(subject, body.getBytes(StandardCharsets.UTF_8)), patience);
    JsonNode json = parse(answer.payload());
    if (json.hasNonNull("error")) {
      throw new IllegalStateException(json.path("error").asText());
    }
    return json;
  }

  JsonNode ask(String subject) {
    return ask(subject, "{}");
  }

  /**
   * @throws NoService if the message is for a service and there is none
   * @throws Unreachable if the agent or the broker does not answer
   */
  Message request(Message message, Duration timeout) {
    try {
      return message.subject().startsWith("agent.")
          ? onceItIsThere(message, timeout)
          : bus.request(message, timeout);
    } catch (NobodyListens e) {
      Matcher service = SERVICE.matcher(message.subject());
      if (service.matches()) {
        throw new NoService(service.group(1), e);
      }
      throw new Unreachable(
          "the broker is there and the agent is not (" + e.getMessage() + ")",
          START_IT + "; why it ended is in its log: journalctl -u weir",
          e);
    } catch (BusException e) {
      throw new Unreachable(
          String.valueOf(e.getMessage()), "try again, or look with 'weir doctor'", e);
    }
  }

  /** An agent that has just been started is on the bus within seconds. */
  private Message onceItIsThere(Message message, Duration timeout) {
    long end = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        return bus.request(message, timeout);
      } catch (NobodyListens e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  /** As {@link #request}, with the bus' own exception for those who try again. */
  Message visit(Message message, Duration timeout) {
    return bus.request(message, timeout);
  }

  Subscription subscribe(String subject, Consumer<Message> handler) {
    return bus.subscribe(subject, handler);
  }

  static JsonNode parse(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the answer is not JSON: " + new String(bytes, StandardCharsets.UTF_8), e);
    }
  }

  /** What is in the answer to a command (bus.md). */
  static JsonNode outcome(Message answer) {
    String text = parse(answer.payload()).path(0).path("vs").asText("{}");
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  static String pretty(JsonNode json) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot print " + json, e);
    }
  }

  @Override
  public void close() {
    bus.close();
  }
}
