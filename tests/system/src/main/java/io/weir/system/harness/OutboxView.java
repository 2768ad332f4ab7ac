package io.weir.system.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;

/** What a gateway says of its outbox, asked on its bus as the agent's own user. */
public final class OutboxView implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Connection nats;

  public OutboxView(Gateway gateway) {
    Options options =
        new Options.Builder()
            .server(gateway.natsUrl())
            .userInfo("agent", gateway.secret("agent"))
            .inboxPrefix("_INBOX.agent.")
            .errorListener(new io.nats.client.ErrorListener() {})
            .maxReconnects(-1)
            .build();
    nats =
        Await.until(
            "the gateway's broker takes us",
            Duration.ofSeconds(180),
            () -> Nats.connect(options),
            connection -> connection != null);
  }

  /** The answer of {@code agent.outbox}, an empty object when there is none. */
  public JsonNode now() {
    try {
      Message answer = nats.request("agent.outbox", new byte[0], ANSWER);
      return answer == null ? JSON.createObjectNode() : JSON.readTree(answer.getData());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return JSON.createObjectNode();
    }
  }

  /** Records that were ever appended. */
  public long appended() {
    return now().path("appended").asLong();
  }

  /** Records that wait, over all lanes. */
  public long waiting() {
    long waiting = 0;
    for (JsonNode lane : now().path("waiting")) {
      waiting += lane.path("records").asLong();
    }
    return waiting;
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
