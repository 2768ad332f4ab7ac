package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.plugin.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells on {@code services.<service>.progress} how far a long command is, four times a second at
 * most. On the lane.
 */
final class CommandProgress implements Progress {
  private static final long PAUSE = Duration.ofMillis(250).toNanos();

  private final Bus bus;
  private final Ticker ticker;
  private final String service;
  private final CommandRequest request;
  private final CommandCall call;
  private final long ends;
  private long said;
  private boolean saidOnce;

  /**
   * @param ends when the command has to be over, by the ticker
   */
  CommandProgress(
      Bus bus, Ticker ticker, String service, CommandRequest request, CommandCall call, long ends) {
    this.bus = bus;
    this.ticker = ticker;
    this.service = service;
    this.request = request;
    this.call = call;
    this.ends = ends;
  }

  @Override
  public void report(int percent, String message) {
    long now = ticker.nanos();
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
    bus.send(Message.of("services." + service + ".progress", Json.bytes(members)));
  }

  /** The caller has had another answer (time-out, expired), or the time is over. */
  @Override
  public boolean cancelled() {
    return call.isAnswered()
        || ticker.nanos() - ends >= 0
        || Thread.currentThread().isInterrupted();
  }

  @Override
  public Duration left() {
    return Duration.ofNanos(Math.max(0, ends - ticker.nanos()));
  }
}
