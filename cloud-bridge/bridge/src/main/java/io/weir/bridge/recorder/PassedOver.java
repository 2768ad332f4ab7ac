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

  // a broker that was killed hands out only after a minute what was on its way to us
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  // a look-up is a question to the broker; the rest follows ten seconds later
  private static final int MOST_LOOKS = 200;
  // each is a run of its own until what was found beside it is recorded, and the outbox keeps 64
  private static final int MOST_GAPS = 16;

  private final Outbox outbox;
  private long lookedAt;
  private int looks;
  private int gaps;

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
      looks = 0;
      gaps = 0;
      for (Batch.Covered hole : outbox.passedOver()) {
        look(landing, hole, found);
      }
    } catch (BusException | OutboxException e) {
      LOG.atDebug().setCause(e).log("what was passed over is looked for again in ten seconds");
    }
    return found;
  }

  private void look(Landing landing, Batch.Covered hole, List<Landed> found) {
    long at = hole.firstSequence();
    Batch.Covered lost = nothing(at, hole.firstStoredAtNanos());
    for (; at <= hole.lastSequence() && looks < MOST_LOOKS && gaps < MOST_GAPS; at++) {
      looks++;
      Optional<Landed> message = landing.look(at);
      if (message.isPresent()) {
        long storedAt = within(hole, Group.nanos(message.get().storedAt()));
        tell(upTo(lost, at - 1, storedAt));
        found.add(message.get());
        lost = nothing(at + 1, storedAt);
      }
    }
    boolean whole = at > hole.lastSequence();
    tell(upTo(lost, at - 1, whole ? hole.lastStoredAtNanos() : lost.firstStoredAtNanos()));
  }

  private static Batch.Covered nothing(long from, long after) {
    return new Batch.Covered(from, from - 1, after, after);
  }

  private static Batch.Covered upTo(Batch.Covered lost, long last, long before) {
    return new Batch.Covered(lost.firstSequence(), last, lost.firstStoredAtNanos(), before);
  }

  private static long within(Batch.Covered hole, long nanos) {
    return Math.max(hole.firstStoredAtNanos(), Math.min(nanos, hole.lastStoredAtNanos()));
  }

  /**
   * One gap for what was lost in a row, with times that its neighbours continue: the outbox keeps a
   * few runs, and would forget others for a run of each number. How many records a message held
   * nobody knows any more: it counts as one.
   */
  private void tell(Batch.Covered lost) {
    long messages = lost.lastSequence() - lost.firstSequence() + 1;
    if (messages < 1) {
      return;
    }
    gaps++;
    LOG.atWarn()
        .addKeyValue("sequence", lost.firstSequence())
        .addKeyValue("messages", messages)
        .log("the broker has lost messages");
    Draft gap =
        Draft.gap(
            Lane.DATA,
            (int) messages,
            lost.firstStoredAtNanos() / 1_000,
            lost.lastStoredAtNanos() / 1_000,
            REASON);
    outbox.append(new Batch(List.of(gap), lost, Map.of()));
  }
}
