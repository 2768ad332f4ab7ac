package io.weir.bridge.uplink;

import io.weir.outbox.Entry;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxStats;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import io.weir.uplink.SegmentException;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Range;
import io.weir.uplink.proto.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves entries from the outbox to a link that stands, and receipts back. Takes the time in
 * nanoseconds of the monotonic clock. The thread {@code weir-uplink} only.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SLACK = Duration.ofSeconds(3);
  // among what is under way; segments count from 1
  private static final long BIRTH = 0;

  private final UplinkSettings settings;
  private final Outbox outbox;
  private final CloudLink link;
  private final Drain drain;
  private final Deliveries deliveries;
  private final RateLimit rate;
  private final TrueTime clock;
  private final ClockOffset clockOffset = new ClockOffset();
  private long sentBytes;
  private long sentSegments;

  Sender(UplinkSettings settings, Outbox outbox, CloudLink link, TrueTime clock, long now) {
    this.clock = clock;
    this.settings = settings;
    this.outbox = outbox;
    this.link = link;
    drain =
        new Drain(
            settings.name(),
            new Drain.Limits(
                settings.window(), PATIENCE, SLACK, link.expansion(), link.keepsOrder()));
    deliveries = new Deliveries(settings.keepAlive());
    rate = new RateLimit(settings.bytesPerSecond(), now);
  }

  /** A birth of so many bytes is on its way, the first on a new line. */
  void greets(long bytes, long now) {
    deliveries.up(now);
    deliveries.sent(BIRTH, bytes, now);
  }

  void up(long now) {
    // waits until the queue is open: only then are its numbers known
    outbox.epoch();
    drain.up(outbox.stats().newestSeq(), now);
    clockOffset.up(now);
    if (!deliveries.delivered(BIRTH, now)) {
      deliveries.up(now);
    }
  }

  void down(long now) {
    drain.down();
    deliveries.down(now);
  }

  /** How long the line may be silent before it is given up; longer where lines have been thin. */
  Duration patience() {
    return deliveries.patience();
  }

  /** Whether alerts or replies wait for this link, those in flight included. */
  boolean urgentWaits() {
    OutboxStats stats = outbox.stats();
    for (Turn turn : Turn.values()) {
      if (turn.urgent()
          && stats.waiting().containsKey(turn.lane)
          && !outbox.peek(new Peek(settings.name(), turn.lane, false, Set.of(), 1, 1)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Sends what is due; returns how long until more may be.
   *
   * @param urgentOnly whether everything but alerts and replies has to wait
   */
  Duration send(boolean urgentOnly, long now) {
    int again = drain.expire(now);
    if (again > 0) {
      LOG.atDebug()
          .addKeyValue("link", settings.name())
          .addKeyValue("segments", again)
          .log("no acknowledgement, sending again");
    }
    OutboxStats stats = outbox.stats();
    for (Turn turn : Turn.values()) {
      if (turn.urgent() || (!urgentOnly && rate.delay(now).isZero())) {
        send(turn, stats, now);
      }
    }
    return rate.delay(now);
  }

  private void send(Turn turn, OutboxStats stats, long now) {
    List<Entry> entries = new ArrayList<>();
    drain.ask(turn, stats).ifPresent(peek -> entries.addAll(outbox.peek(peek)));
    entries.removeIf(entry -> !drain.takes(turn, entry));
    if (entries.isEmpty()) {
      return;
    }
    // also those of the newest: read backwards, sent in their order
    entries.sort(Comparator.comparingLong(Entry::seq));
    Wire wire = new Wire(settings.serial(), outbox.epoch(), clock);
    List<Outgoing> segments = entries.stream().map(wire::outgoing).toList();
    List<Long> sizes = link.send(segments);
    for (int i = 0; i < sizes.size(); i++) {
      long seq = segments.get(i).seq();
      drain.sent(turn, seq, sizes.get(i), now);
      deliveries.sent(seq, sizes.get(i), now);
      rate.spent(sizes.get(i));
      sentBytes += sizes.get(i);
    }
    sentSegments += sizes.size();
  }

  /** The other end of the line has it. */
  void delivered(long seq, long now) {
    deliveries.delivered(seq, now);
    drain.delivered(seq, now);
    if (settings.ackByBroker()) {
      List<SeqRange> ranges = List.of(new SeqRange(seq, seq));
      outbox.acknowledge(settings.name(), ranges);
      drain.stored(ranges, now);
    }
  }

  /** The cloud's store spoke. */
  void stored(Ack ack, long now) {
    if (!ofThisEpoch(ack)) {
      LOG.atDebug().log("an acknowledgement of another epoch, ignored");
      return;
    }
    List<SeqRange> ranges = ranges(ack.getStoredList(), outbox.stats().newestSeq());
    if (!ranges.isEmpty()) {
      outbox.acknowledge(settings.name(), ranges);
      drain
          .stored(ranges, now)
          .ifPresent(
              took -> clockOffset.heard(ack.getAtMs(), took, System.currentTimeMillis(), now));
    }
    for (Refusal refusal : ack.getRefusedList()) {
      LOG.atWarn()
          .addKeyValue("link", settings.name())
          .addKeyValue("seq", refusal.getSeq())
          .addKeyValue("reason", refusal.getReason())
          .log("the cloud refuses a segment");
      outbox.refuse(settings.name(), refusal.getSeq(), refusal.getReason());
      drain.refused(refusal.getSeq(), now);
    }
  }

  boolean stalled(long now) {
    return deliveries.stalled(now);
  }

  boolean probing() {
    return drain.probing();
  }

  int inFlight() {
    return drain.inFlight();
  }

  OptionalDouble clockOffset() {
    return clockOffset.seconds();
  }

  long sentBytes() {
    return sentBytes;
  }

  long sentSegments() {
    return sentSegments;
  }

  private boolean ofThisEpoch(Ack ack) {
    try {
      return Segments.epoch(ack.getEpoch()).equals(outbox.epoch());
    } catch (SegmentException e) {
      LOG.atWarn().addKeyValue("link", settings.name()).setCause(e).log("not an acknowledgement");
      return false;
    }
  }

  /** Never past what was given out: a wrong acknowledgement must not delete what comes next. */
  private static List<SeqRange> ranges(List<Range> stored, long newest) {
    return stored.stream()
        // unsigned on the wire: what looks negative is beyond the newest
        .filter(range -> range.getFirst() >= 1 && range.getFirst() <= newest)
        .filter(range -> Long.compareUnsigned(range.getFirst(), range.getLast()) <= 0)
        .map(
            range ->
                new SeqRange(
                    range.getFirst(),
                    range.getLast() < 0 ? newest : Math.min(range.getLast(), newest)))
        .toList();
  }
}
