package io.weir.cli.series;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.broker.BusException;
import io.weir.broker.Message;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import io.weir.plugin.record.Connection;
import io.weir.plugin.record.RecordException;
import io.weir.plugin.record.TsMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Points become packs on the bus, each sent only when the broker has stored the one before. What is
 * not answered is sent again under the same id, so it is stored once; a stream that is full is
 * waited for. One thread.
 */
public final class AcknowledgedBus implements Connection<Reading<?>> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PACK_RECORDS = 500;
  private static final int PACK_BYTES = 200_000;
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private final BiFunction<Message, Duration, Message> request;
  private final Duration patience;
  private final String sender = UUID.randomUUID().toString();
  private long counter;

  /**
   * @param request asks the broker and waits, or throws a {@link BusException}
   * @param patience how long one pack may be tried
   */
  public AcknowledgedBus(BiFunction<Message, Duration, Message> request, Duration patience) {
    this.request = request;
    this.patience = patience;
  }

  @Override
  public void write(String series, List<Reading<?>> points) {
    ArrayNode pack = JsonNodeFactory.instance.arrayNode();
    int bytes = 0;
    for (Reading<?> point : points) {
      ObjectNode record = record(point);
      int size = record.toString().length() * 3; // at most three bytes a character
      if (!pack.isEmpty() && (pack.size() >= PACK_RECORDS || bytes + size > PACK_BYTES)) {
        send(pack);
        pack = JsonNodeFactory.instance.arrayNode();
        bytes = 0;
      }
      pack.add(record);
      bytes += size;
    }
    if (!pack.isEmpty()) {
      send(pack);
    }
  }

  @Override
  public void describe(String series, TsMetadata metadata) {
    StringBuilder lines = new StringBuilder();
    metadata.fields().forEach((field, value) -> lines.append(field + "=" + value + "\n"));
    ObjectNode record =
        JsonNodeFactory.instance
            .objectNode()
            .put("n", series.replace('#', ':') + ":metadata")
            .put("t", seconds(Instant.now()))
            .put("vs", lines.toString());
    send(JsonNodeFactory.instance.arrayNode().add(record));
  }

  private static ObjectNode record(Reading<?> reading) {
    ObjectNode record =
        JsonNodeFactory.instance
            .objectNode()
            .put("n", reading.metric().name())
            .put("t", seconds(reading.time()));
    if (!reading.metric().unit().isEmpty()) {
      record.put("u", reading.metric().unit());
    }
    if (reading.value() instanceof Double number) {
      record.put("v", number);
    } else if (reading.value() instanceof Boolean bool) {
      record.put("vb", bool);
    } else {
      record.put("vs", String.valueOf(reading.value()));
    }
    if (reading.quality() != Quality.GOOD) {
      record.put("q", reading.quality().name().toLowerCase(Locale.ROOT));
    }
    return record;
  }

  /** Microseconds are what the wire keeps. */
  private static java.math.BigDecimal seconds(Instant time) {
    return java.math.BigDecimal.valueOf(time.getEpochSecond())
        .add(java.math.BigDecimal.valueOf(time.getNano() / 1_000, 6));
  }

  private void send(ArrayNode pack) {
    Message message =
        Message.of("events.data", pack.toString().getBytes(StandardCharsets.UTF_8))
            .withHeader("Nats-Msg-Id", sender + ":" + ++counter);
    long end = System.nanoTime() + patience.toNanos();
    String trouble;
    do {
      trouble = attempt(message);
      if (trouble == null) {
        return;
      }
      pause();
    } while (System.nanoTime() < end);
    throw new RecordException(
        "the broker did not store a pack within "
            + patience.toSeconds()
            + " s: "
            + trouble
            + "; what was acknowledged before it is stored");
  }

  /** Null if it is stored, else why it may be tried again. */
  private String attempt(Message message) {
    try {
      JsonNode stored = JSON.readTree(request.apply(message, ANSWER).payload());
      return stored.has("error") ? stored.path("error").path("description").asText() : null;
    } catch (BusException e) {
      return e.getMessage();
    } catch (IOException e) {
      throw new RecordException("expected the broker's acknowledgement in JSON", e);
    }
  }

  private synchronized void pause() {
    try {
      wait(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RecordException("interrupted while the broker was waited for", e);
    }
  }
}
