package io.weir.bridge.recorder;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups to the outbox: each whole, in one transaction. Only where the outbox does not take
 * it does what is urgent go ahead, by itself, into the bytes that are kept for it, and the rest
 * follows. Recorder's thread.
 */
final class GroupWriter {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

  private final Outbox outbox;
  private final SegmentMaker maker;
  private final Tries tries;

  /** Does something until it works. */
  interface Tries {
    void until(String what, Runnable call) throws InterruptedException;
  }

  GroupWriter(Outbox outbox, SegmentMaker maker, Tries tries) {
    this.outbox = outbox;
    this.maker = maker;
    this.tries = tries;
  }

  /**
   * Returns when all of it is written.
   *
   * @param ids with those of this group
   */
  void write(Group group, MessageIds ids) throws InterruptedException {
    Batch whole = batch(group, ids.changes());
    List<Group> parts = group.parts();
    if (parts.size() == 1) {
      AtomicBoolean tried = new AtomicBoolean();
      tries.until("write to the outbox", () -> append(whole, tried.getAndSet(true)));
    } else if (!taken(whole)) {
      for (Group part : parts) {
        // its own ids alone: with those of the others a restart now would lose them
        tries.until("write to the outbox", () -> append(batch(part, marks(part)), true));
      }
    }
    ids.written();
  }

  private boolean taken(Batch whole) {
    try {
      append(whole, false);
      return true;
    } catch (OutboxException e) {
      LOG.atDebug().setCause(e).log("not written, what is urgent goes ahead");
      return false;
    }
  }

  private Batch batch(Group group, Map<String, byte[]> marks) {
    List<Draft> drafts = new ArrayList<>();
    group.readings().forEach((lane, readings) -> drafts.addAll(maker.drafts(lane, readings)));
    drafts.addAll(group.wholes());
    return new Batch(drafts, group.covered(), marks);
  }

  private Map<String, byte[]> marks(Group part) {
    MessageIds written = remembered(outbox);
    part.ids().forEach(written::add);
    return written.changes();
  }

  /** The ids of what was recorded before. */
  static MessageIds remembered(Outbox outbox) {
    try {
      return MessageIds.of(outbox::mark);
    } catch (IllegalArgumentException e) {
      LOG.atWarn().setCause(e).log("starting without the message ids of before");
      return MessageIds.of(name -> null);
    }
  }

  /** After a failure nobody knows whether it is written: the outbox says so by what it covers. */
  private void append(Batch batch, boolean triedBefore) {
    Batch.Covered covered = batch.covered();
    if (!triedBefore || !outbox.covers(covered.lastSequence(), covered.lastStoredAtNanos())) {
      outbox.append(batch);
    }
  }
}
