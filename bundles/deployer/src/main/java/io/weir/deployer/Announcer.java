package io.weir.deployer;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of deployments: to the command line on {@code agent.deploy.progress}, and to the cloud as
 * the text series {@code weir:deploy}, which is stored and drawn like any other. A new step is told
 * at once, the way through one step once a second. Any thread.
 */
final class Announcer implements Consumer<Progress> {
  static final String SERIES = "weir:deploy";
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();
  private final Bus bus;
  private final String base;
  private final LongSupplier nanos;
  private String lastStep = "";
  private long lastAt;

  /**
   * @param serial of this gateway, whose base name the series has
   */
  Announcer(Bus bus, String serial, LongSupplier nanos) {
    this.bus = bus;
    this.base = "urn:cpt:device:sn:" + serial + ":";
    this.nanos = nanos;
  }

  @Override
  public void accept(Progress progress) {
    if (!due(progress)) {
      return;
    }
    try {
      Map<String, Object> told = progress.toMap();
      bus.send(Message.of("agent.deploy.progress", JSON.std.asBytes(told)));
      var record = new LinkedHashMap<String, Object>();
      record.put("bn", base);
      record.put("n", SERIES);
      record.put("t", System.currentTimeMillis() / 1000.0);
      record.put("vs", JSON.std.asString(told));
      bus.publish(Message.of("events.data", JSON.std.asBytes(List.of(record))));
    } catch (IOException e) {
      throw new IllegalStateException("progress is always JSON", e);
    }
  }

  private synchronized boolean due(Progress progress) {
    String step = progress.step() + " " + progress.plugin().name();
    long now = nanos.getAsLong();
    boolean whole =
        progress.step().equals(Progress.RECEIVING) && progress.bytes() == progress.totalBytes();
    if (step.equals(lastStep) && now - lastAt < PAUSE && !whole) {
      return false;
    }
    lastStep = step;
    lastAt = now;
    return true;
  }
}
