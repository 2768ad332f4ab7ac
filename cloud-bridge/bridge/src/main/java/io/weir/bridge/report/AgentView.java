package io.weir.bridge.report;

import io.weir.bridge.recorder.RecorderStats;
import io.weir.bridge.uplink.LinkState;
import io.weir.broker.BusState;
import io.weir.broker.PublisherStats;
import io.weir.outbox.OutboxStats;
import java.time.Instant;
import java.util.List;

/**
 * How the whole bridge stands at one moment. Immutable.
 *
 * @param clouds all that are configured
 */
public record AgentView(
    String serial,
    String version,
    Instant startedAt,
    Instant at,
    BusState bus,
    PublisherStats published,
    RecorderStats recorded,
    OutboxStats outbox,
    List<CloudView> clouds) {

  public AgentView {
    clouds = List.copyOf(clouds);
  }

  /** The links to the clouds, in their order. */
  public List<LinkState> links() {
    return clouds.stream().map(CloudView::link).toList();
  }

  /** The age of the oldest record that waits, in seconds; 0 where none does. */
  public double backlogAgeSeconds() {
    return outbox.waiting().values().stream()
        .filter(waiting -> waiting.records() > 0)
        .mapToLong(OutboxStats.Waiting::oldestTimeMicros)
        .min()
        .stream()
        .mapToDouble(oldest -> Math.max(0, at.toEpochMilli() / 1e3 - oldest / 1e6))
        .findFirst()
        .orElse(0);
  }

  /** The bytes that wait, over all lanes. */
  public long backlogBytes() {
    return outbox.waiting().values().stream().mapToLong(OutboxStats.Waiting::bytes).sum();
  }

  /** What is wrong, as a sentence for the operator; "" when all is well. */
  public String health() {
    StringBuilder wrong = new StringBuilder();
    say(wrong, "broker: ", bus.connected() ? bus.detail() : "not connected, " + bus.detail());
    say(wrong, "recorder: ", recorded.trouble());
    say(wrong, "outbox: ", outbox.health());
    for (LinkState link : links()) {
      say(wrong, "cloud " + link.name() + ": ", link.detail());
    }
    return wrong.toString();
  }

  private void say(StringBuilder wrong, String what, String detail) {
    boolean well =
        detail.isEmpty() || (what.equals("broker: ") && bus.connected() && detail.isBlank());
    if (!well) {
      wrong.append(wrong.isEmpty() ? "" : "; ").append(what).append(detail);
    }
  }
}
