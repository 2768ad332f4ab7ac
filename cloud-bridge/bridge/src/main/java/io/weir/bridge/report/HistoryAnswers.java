package io.weir.bridge.report;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.outbox.Entry;
import io.weir.outbox.History;
import io.weir.outbox.Lane;
import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.SegmentException;
import io.weir.uplink.proto.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers on the bus what this gateway still has of the past, in JSON. Threads of the bus.
 *
 * <p>{@code agent.history} takes {@code {"name", "from", "to", "limit", "after"}}, all optional:
 * the name whole or without the gateway's base, times as RFC 3339 or seconds since 1970, the last
 * hour by default. It answers {@code {"records": [...], "next": n}}: while {@code next} is there,
 * asking again with {@code "after": n} gives more. {@code agent.resend} takes {@code {"from", "to",
 * "link"}} and answers {@code {"entries": n}}. What is wrong is answered as {@code {"error"}}.
 */
public final class HistoryAnswers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryAnswers.class);
  private static final long HOUR_SECONDS = 3_600;
  private static final int MOST_RECORDS = 2_000;
  // a message holds 256 KiB; a record of text may be 64 KiB and takes more when it is escaped
  private static final int MOST_ANSWER = 256 * 1024;
  private static final int MOST_CHARACTERS = 100_000;
  private static final int MOST_ENTRIES = 32;
  private static final int MOST_BYTES = 512 * 1024;

  private final Bus bus;
  private final History history;
  private final String base;
  private final Supplier<Set<String>> links;
  private final InstantSource clock;
  private final List<Subscription> subscriptions;

  /**
   * @param gatewayBase may be left out of names
   * @param links those that a request for another sending means when it names none
   */
  public HistoryAnswers(
      Bus bus,
      History history,
      String gatewayBase,
      Supplier<Set<String>> links,
      InstantSource clock) {
    this.bus = bus;
    this.history = history;
    this.base = gatewayBase;
    this.links = links;
    this.clock = clock;
    subscriptions = List.of(on("agent.history", this::past), on("agent.resend", this::resend));
  }

  private interface Answering {
    Map<String, Object> answer(Map<String, Object> request);
  }

  private Subscription on(String subject, Answering answering) {
    return bus.subscribe(
        subject,
        message -> {
          if (message.replyTo() != null) {
            bus.send(Message.of(message.replyTo(), fitting(answer(message, answering))));
          }
        });
  }

  private static Map<String, Object> answer(Message message, Answering answering) {
    try {
      return answering.answer(message.payload().length == 0 ? Map.of() : object(message.payload()));
    } catch (IOException | RuntimeException e) {
      // whoever asked gets an answer, also where an entry of the past is damaged
      LOG.atDebug().addKeyValue("subject", message.subject()).setCause(e).log("cannot be answered");
      return Map.of("error", String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, Object> object(byte[] payload) throws IOException {
    Map<String, Object> request = JSON.std.mapFrom(payload);
    if (request == null) {
      throw new IllegalArgumentException("a request is a JSON object, was null");
    }
    return request;
  }

  private Map<String, Object> past(Map<String, Object> request) {
    String name = request.get("name") instanceof String asked ? asked : "";
    int limit = (int) Math.min(MOST_RECORDS, number(request, "limit", MOST_RECORDS));
    long from = from(request);
    long to = to(request);
    long after = number(request, "after", 0);
    List<Map<String, Object>> records = new ArrayList<>();
    int characters = 0;
    while (true) {
      List<Entry> entries =
          history.past(new History.Past(Lane.DATA, from, to, after, MOST_ENTRIES, MOST_BYTES));
      for (Entry entry : entries) {
        // whole entries only: the number of the last one is where the next page begins
        if (records.size() >= limit || characters >= MOST_CHARACTERS) {
          return answer(records, after);
        }
        for (ResolvedRecord record : records(entry)) {
          if (wanted(record, name, from, to)) {
            records.add(said(record));
            characters += size(record);
          }
        }
        after = entry.seq();
      }
      if (entries.isEmpty()) {
        return answer(records, 0);
      }
    }
  }

  private static Map<String, Object> answer(List<Map<String, Object>> records, long next) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("records", records);
    if (next > 0) {
      answer.put("next", next);
    }
    return answer;
  }

  private Map<String, Object> resend(Map<String, Object> request) {
    Set<String> names = request.get("link") instanceof String asked ? Set.of(asked) : links.get();
    if (!links.get().containsAll(names)) {
      throw new IllegalArgumentException(
          "link must be one of "
              + String.join(", ", links.get())
              + ", was "
              + names.iterator().next());
    }
    long entries = 0;
    for (String name : names) {
      // the same entries for each of several clouds: they count once
      entries = Math.max(entries, history.resend(name, from(request), to(request)));
    }
    LOG.atInfo().addKeyValue("entries", entries).addKeyValue("links", names).log("sending again");
    return Map.of("entries", entries);
  }

  private boolean wanted(ResolvedRecord record, String name, long from, long to) {
    double micros = record.time() * 1e6;
    return micros >= from
        && micros <= to
        && (name.isEmpty() || record.name().equals(name) || record.name().equals(base + name));
  }

  private Map<String, Object> said(ResolvedRecord record) {
    Map<String, Object> said = new LinkedHashMap<>();
    String name = record.name();
    said.put("name", name.startsWith(base) ? name.substring(base.length()) : name);
    said.put("unit", record.unit());
    said.put("time", record.time());
    if (record.value() != null) {
      said.put("value", plain(record.value()));
    }
    if (record.sum() != null) {
      said.put("sum", record.sum());
    }
    if (record.quality() != Quality.GOOD) {
      said.put("quality", record.quality().name().toLowerCase(java.util.Locale.ROOT));
    }
    return said;
  }

  private static Object plain(Value value) {
    if (value instanceof Value.Number number) {
      return number.value();
    } else if (value instanceof Value.Int integer) {
      return integer.value();
    } else if (value instanceof Value.Bool bool) {
      return bool.value();
    } else if (value instanceof Value.Text text) {
      return text.value();
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(((Value.Data) value).value());
  }

  private static int size(ResolvedRecord record) {
    int content = record.value() instanceof Value.Text text ? text.value().length() : 0;
    int data = record.value() instanceof Value.Data bytes ? bytes.value().length * 2 : 0;
    return 80 + record.name().length() + content + data;
  }

  private static List<ResolvedRecord> records(Entry entry) {
    try {
      Segment segment = Segment.parseFrom(entry.draft().body());
      return segment.getBody().isEmpty()
          ? List.of()
          : RecordsCodec.decode(segment.getBody().toByteArray());
    } catch (InvalidProtocolBufferException | SegmentException e) {
      // it costs itself only: the rest of the past is there
      LOG.atWarn().addKeyValue("seq", entry.seq()).setCause(e).log("an entry cannot be read");
      return List.of();
    }
  }

  private long from(Map<String, Object> request) {
    return micros(request.get("from"), clock.instant().minusSeconds(HOUR_SECONDS));
  }

  private long to(Map<String, Object> request) {
    return micros(request.get("to"), clock.instant());
  }

  private static long micros(Object time, Instant otherwise) {
    if (time instanceof Number seconds) {
      return Math.round(seconds.doubleValue() * 1e6);
    }
    Instant instant = time instanceof String text ? Instant.parse(text) : otherwise;
    return Math.multiplyExact(instant.toEpochMilli(), 1_000L);
  }

  private static long number(Map<String, Object> request, String field, long otherwise) {
    Object value = request.getOrDefault(field, otherwise);
    if (value instanceof Number number && number.longValue() >= 0) {
      return number.longValue();
    }
    throw new IllegalArgumentException(field + " must be a number from 0, was " + value);
  }

  private static byte[] fitting(Map<String, Object> answer) {
    byte[] whole = bytes(answer);
    return whole.length <= MOST_ANSWER
        ? whole
        : bytes(
            Map.of(
                "error",
                "one segment alone fills "
                    + whole.length
                    + " bytes, a message holds "
                    + MOST_ANSWER
                    + "; ask for one name"));
  }

  private static byte[] bytes(Map<String, Object> answer) {
    try {
      return JSON.std.asBytes(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
