package io.weir.host;

import io.weir.broker.Message;
import io.weir.plugin.Progress;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Tells on {@code services.<service>.progress} how far a long command is, four times a second at
 * most, and every two seconds as the series {@code weir:progress:<service>}, which the cloud gets.
 * On the lane.
 */
final class CommandProgress implements Progress {
  private static final long PAUSE = Duration.ofMillis(250).toNanos();
  private static final long RECORD_PAUSE = Duration.ofSeconds(2).toNanos();

  private final Surroundings around;
  private final String service;
  private final CommandRequest request;
  private final BooleanSupplier unwanted;
  private final long ends;
  private long said;
  private boolean saidOnce;
  private long published;
  private boolean publishedOnce;

  /**
   * @param unwanted whether the caller does not wait for it any more
   * @param ends when the command has to be over, by the ticker
   */
  CommandProgress(
      Surroundings around,
      String service,
      CommandRequest request,
      BooleanSupplier unwanted,
      long ends) {
    this.around = around;
    this.service = service;
    this.request = request;
    this.unwanted = unwanted;
    this.ends = ends;
  }

  @Override
  public void report(int percent, String message) {
    long now = around.ticker().nanos();
    if (saidOnce && now - said < PAUSE && percent < 100) {
      return;
    }
    saidOnce = true;
    said = now;
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", request.id());
    members.put("command", request.name());
    members.put("percent", Math.max(0, Math.min(100, percent)));
    members.put("message", message);
    around.bus().send(Message.of("services." + service + ".progress", Json.bytes(members)));
    if (now - published >= RECORD_PAUSE || !publishedOnce || percent >= 100) {
      publishedOnce = true;
      published = now;
      publish(percent);
    }
  }

  /** As a record of the agent itself, and so in the cloud. */
  private void publish(int percent) {
    double seconds = Records.seconds(around.ticker().now());
    String name = around.packs().base() + "weir:progress:" + service;
    Value.Number value = new Value.Number(Math.max(0, Math.min(100, percent)));
    around.packs().publish("events.data", List.of(ResolvedRecord.of(name, "%", seconds, value)));
  }

  /** Cancelled, or the caller has had another answer, or the time is over. */
  @Override
  public boolean cancelled() {
    return unwanted.getAsBoolean()
        || around.ticker().nanos() - ends >= 0
        || Thread.currentThread().isInterrupted();
  }

  @Override
  public Duration left() {
    return Duration.ofNanos(Math.max(0, ends - around.ticker().nanos()));
  }
}
