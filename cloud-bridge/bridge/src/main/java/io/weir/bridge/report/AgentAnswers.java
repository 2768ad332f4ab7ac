package io.weir.bridge.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.bridge.uplink.LinkState;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.outbox.OutboxStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers {@code agent.status} and {@code agent.outbox} on the bus, in JSON. Threads of the bus.
 */
public final class AgentAnswers implements AutoCloseable {
  private final Bus bus;
  private final List<Subscription> subscriptions;

  public AgentAnswers(Bus bus, Supplier<AgentView> view) {
    this.bus = bus;
    subscriptions =
        List.of(
            on("agent.status", view, AgentAnswers::status),
            on("agent.outbox", view, AgentAnswers::outbox));
  }

  private Subscription on(
      String subject, Supplier<AgentView> view, Function<AgentView, Map<String, Object>> answer) {
    return bus.subscribe(
        subject,
        request -> {
          if (request.replyTo() != null) {
            bus.send(Message.of(request.replyTo(), bytes(answer.apply(view.get()))));
          }
        });
  }

  static Map<String, Object> status(AgentView view) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("serial", view.serial());
    answer.put("version", view.version());
    answer.put("uptimeMs", Duration.between(view.startedAt(), view.at()).toMillis());
    answer.put("health", view.health());
    answer.put(
        "broker",
        Map.of(
            "connected", view.bus().connected(),
            "server", view.bus().server(),
            "reconnects", view.bus().reconnects(),
            "detail", view.bus().detail()));
    answer.put("links", links(view));
    answer.put(
        "backlog",
        Map.of(
            "records", view.outbox().waitingRecords(),
            "bytes", view.backlogBytes(),
            "ageSeconds", view.backlogAgeSeconds()));
    answer.put(
        "recorder",
        Map.of(
            "records", view.recorded().records(),
            "rejected", view.recorded().rejected(),
            "repeated", view.recorded().repeated(),
            "trouble", view.recorded().trouble()));
    return answer;
  }

  private static List<Map<String, Object>> links(AgentView view) {
    List<Map<String, Object>> links = new ArrayList<>();
    for (CloudView cloud : view.clouds()) {
      LinkState link = cloud.link();
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("name", link.name());
      said.put("url", cloud.url());
      said.put("state", link.up() ? "UP" : link.note().isEmpty() ? "DOWN" : "RESTING");
      said.put("storing", link.storing());
      said.put("since", link.since().toString());
      said.put("detail", link.detail());
      said.put("note", link.note());
      said.put("inFlight", link.inFlight());
      said.put("sentBytes", link.sentBytes());
      said.put("sentSegments", link.sentSegments());
      said.put("outages", link.outages());
      link.clockOffset().ifPresent(seconds -> said.put("clockOffsetSeconds", seconds));
      said.put(
          "waiting",
          Map.of(
              "entries", cloud.waiting().entries(),
              "records", cloud.waiting().records(),
              "bytes", cloud.waiting().bytes(),
              "oldestTime", cloud.waiting().oldestTimeMicros() / 1e6));
      links.add(said);
    }
    return links;
  }

  static Map<String, Object> outbox(AgentView view) {
    OutboxStats stats = view.outbox();
    Map<String, Object> waiting = new TreeMap<>();
    stats
        .waiting()
        .forEach(
            (lane, held) ->
                waiting.put(
                    lane.name(),
                    Map.of(
                        "entries", held.entries(),
                        "records", held.records(),
                        "bytes", held.bytes(),
                        "oldestTime", held.oldestTimeMicros() / 1e6)));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("waiting", waiting);
    answer.put("links", links(view));
    answer.put("newestSeq", stats.newestSeq());
    answer.put("diskBytes", stats.diskBytes());
    answer.put("limitBytes", stats.limitBytes());
    answer.put("freeBytes", stats.freeBytes());
    answer.put("appended", stats.appended());
    answer.put("evicted", stats.evicted());
    answer.put("refused", stats.refused());
    answer.put("dead", stats.dead());
    answer.put("fsyncs", stats.fsyncs());
    answer.put("writtenBytes", stats.writtenBytes());
    answer.put("health", stats.health());
    return answer;
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
