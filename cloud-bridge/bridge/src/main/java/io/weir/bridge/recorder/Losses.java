package io.weir.bridge.recorder;

import io.weir.broker.Bus;
import io.weir.broker.Loss;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes gaps of what was given up on its way to the stream, so that the cloud is told of readings
 * that nobody ever stored. Recorder's thread.
 */
final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(Losses.class);
  // a gap is a row: twelve a minute while it goes on, and the first at once
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Bus bus;
  private final Outbox outbox;
  private long toldAt;

  /**
   * @param now the monotonic clock's nanoseconds, as in all that follows
   */
  Losses(Bus bus, Outbox outbox, long now) {
    this.bus = bus;
    this.outbox = outbox;
    // the first is told at once
    toldAt = now - EVERY_NANOS;
  }

  /** Tells of what was given up, if it is time to. What the outbox does not take waits. */
  void tell(long now) {
    if (now - toldAt >= EVERY_NANOS) {
      tellNow(now);
    }
  }

  /** Tells of what was given up. Returns whether there was any and it is told. */
  boolean tellNow(long now) {
    List<Loss> losses = bus.takeLost();
    if (losses.isEmpty()) {
      return false;
    }
    toldAt = now;
    try {
      outbox.append(new Batch(losses.stream().map(Losses::gap).toList(), null, Map.of()));
      return true;
    } catch (OutboxException e) {
      LOG.atDebug().setCause(e).log("losses are told later");
      losses.forEach(bus::lost);
      return false;
    }
  }

  private static Draft gap(Loss loss) {
    int records = (int) Math.min(Integer.MAX_VALUE, loss.records());
    return Draft.gap(
        lane(loss.subject()), records, loss.firstMicros(), loss.lastMicros(), loss.reason());
  }

  private static Lane lane(String subject) {
    return switch (subject) {
      case "events.alert" -> Lane.ALERT;
      case "events.signal" -> Lane.SIGNAL;
      default -> Lane.DATA;
    };
  }
}
