package io.weir.bridge.recorder;

import io.weir.broker.BusException;
import io.weir.broker.Landed;
import io.weir.broker.Landing;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the broker's messages that were never handed out though later ones were. What the
 * broker still has is fetched by its number; what it has lost becomes a gap, so that the cloud is
 * told. Recorder's thread.
 */
final class PassedOver {
  private static final Logger LOG = LoggerFactory.getLogger(PassedOver.class);
  static final String REASON = "broker-lost: acknowledged by the broker and gone from its store";

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(60);
  // a look-up is a question to the broker; the rest follows a minute later
  private static final int MOST_LOOKS = 200;

  private final Outbox outbox;
  private long lookedAt;

  /**
   * @param now the monotonic clock's nanoseconds, as in all that follows
   */
  PassedOver(Outbox outbox, long now) {
    this.outbox = outbox;
    // a hole from before a restart is looked into at once
    lookedAt = now - EVERY_NANOS;
  }

  /** What was passed over and the broker still has. What it has lost is told by the way. */
  List<Landed> look(Landing landing, long now) {
    if (now - lookedAt < EVERY_NANOS) {
      return List.of();
    }
    lookedAt = now;
    List<Landed> found = new ArrayList<>();
    try {
      int looks = 0;
      for (Batch.Covered hole : outbox.passedOver()) {
        for (long at = hole.firstSequence(); at <= hole.lastSequence(); at++) {
          if (++looks > MOST_LOOKS) {
            return found;
          }
          Optional<Landed> message = landing.look(at);
          if (message.isPresent()) {
            found.add(message.get());
          } else {
            tell(at, hole);
          }
        }
      }
    } catch (BusException | OutboxException e) {
      LOG.atDebug().setCause(e).log("what was passed over is looked for again in a minute");
    }
    return found;
  }

  /** How many records it held nobody knows any more: it counts as one. */
  private void tell(long sequence, Batch.Covered hole) {
    LOG.atWarn().addKeyValue("sequence", sequence).log("the broker has lost a message");
    Draft gap =
        Draft.gap(
            Lane.DATA,
            1,
            hole.firstStoredAtNanos() / 1_000,
            hole.lastStoredAtNanos() / 1_000,
            REASON);
    outbox.append(
        new Batch(
            List.of(gap),
            new Batch.Covered(
                sequence, sequence, hole.firstStoredAtNanos(), hole.lastStoredAtNanos()),
            Map.of()));
  }
}
