package io.weir.system.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway's bus, heard and used as the agent's own user. */
public final class AgentBus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection nats;
  private final Map<String, JsonNode> heartbeats = new ConcurrentHashMap<>();
  private final Map<String, List<JsonNode>> records = new ConcurrentHashMap<>();
  private final List<JsonNode> progress = new CopyOnWriteArrayList<>();
  private final Map<String, List<JsonNode>> responses = new ConcurrentHashMap<>();

  public AgentBus(Gateway gateway) {
    Options options =
        new Options.Builder()
            .server(gateway.natsUrl())
            .userInfo("agent", gateway.secret("agent"))
            .inboxPrefix("_INBOX.agent.")
            .maxReconnects(-1)
            .build();
    nats =
        Await.until(
            "the gateway's broker takes us",
            Duration.ofSeconds(180),
            () -> Nats.connect(options),
            connection -> connection != null);
    var dispatcher = nats.createDispatcher();
    dispatcher.subscribe(
        "services.*.heartbeat", m -> heartbeats.put(service(m), json(m.getData())));
    dispatcher.subscribe("services.*.progress", m -> progress.add(json(m.getData())));
    dispatcher.subscribe(
        "commands.*.res",
        m ->
            responses
                .computeIfAbsent(id(m), id -> new CopyOnWriteArrayList<>())
                .add(outcome(m.getData())));
    dispatcher.subscribe("events.data", this::take);
  }

  private static String service(Message message) {
    return message.getSubject().split("\\.")[1];
  }

  private static String id(Message message) {
    return message.getHeaders() == null
        ? ""
        : String.valueOf(message.getHeaders().getFirst("Weir-Command-Id"));
  }

  private void take(Message message) {
    for (JsonNode record : json(message.getData())) {
      String name = record.path("n").asText();
      records
          .computeIfAbsent(name, n -> Collections.synchronizedList(new ArrayList<>()))
          .add(record);
    }
  }

  /** The newest heartbeat; an empty object before the first. */
  public JsonNode heartbeat(String service) {
    return heartbeats.getOrDefault(service, JSON.createObjectNode());
  }

  /** All records under a name without the base name, as they came. */
  public List<JsonNode> records(String name) {
    List<JsonNode> list = records.getOrDefault(name, List.of());
    synchronized (list) {
      return List.copyOf(list);
    }
  }

  /** All reports of progress of one command. */
  public List<JsonNode> progress(String id) {
    return progress.stream().filter(p -> p.path("id").asText().equals(id)).toList();
  }

  /** All outcomes on the response subject under one id. */
  public List<JsonNode> responses(String id) {
    return responses.getOrDefault(id, List.of());
  }

  /** Waits until the service's newest heartbeat says this state. */
  public JsonNode awaitState(String service, String state, Duration limit) {
    return Await.until(
        service + " is " + state,
        limit,
        () -> heartbeat(service),
        heartbeat -> heartbeat.path("state").asText().equals(state));
  }

  /** Sends a command without waiting for its answer. */
  public void send(String service, String command, String arguments, Map<String, String> headers) {
    nats.publish("commands." + service + ".req", headers(headers), pack(command, arguments));
  }

  /** Sends a command; the outcome, or null if there is none within the limit. */
  public JsonNode call(
      String service,
      String command,
      String arguments,
      Map<String, String> headers,
      Duration limit) {
    try {
      byte[] pack = pack(command, arguments);
      Message answer = nats.request("commands." + service + ".req", headers(headers), pack, limit);
      return answer == null || answer.isStatusMessage() ? null : outcome(answer.getData());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** A request that is no command. */
  public JsonNode ask(String subject, String body, Duration limit) {
    try {
      Message answer = nats.request(subject, body.getBytes(StandardCharsets.UTF_8), limit);
      return answer == null ? null : json(answer.getData());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static Headers headers(Map<String, String> values) {
    Headers headers = new Headers();
    values.forEach((name, value) -> headers.put(name, value));
    return headers;
  }

  private static byte[] pack(String command, String arguments) {
    var record = JSON.createObjectNode().put("bn", "").put("n", command).put("vs", arguments);
    record.put("t", System.currentTimeMillis() / 1e3);
    return JSON.createArrayNode().add(record).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode outcome(byte[] pack) {
    String text = json(pack).path(0).path("vs").asText();
    return json(text.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("not JSON: " + new String(bytes, StandardCharsets.UTF_8), e);
    }
  }

  @Override
  public void close() {
    try {
      nats.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
