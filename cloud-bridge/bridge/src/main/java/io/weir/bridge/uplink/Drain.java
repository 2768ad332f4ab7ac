package io.weir.bridge.uplink;

import io.weir.outbox.Entry;
import io.weir.outbox.OutboxStats;
import io.weir.outbox.Peek;
import io.weir.outbox.SeqRange;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Decides what one link sends next: urgent lanes overtake, then what is live, and the backlog takes
 * what is left of the window. Knows what is in flight and when to send it again. Pure: reads no
 * queue, owns no thread, takes the time in nanoseconds of the monotonic clock. One thread.
 */
final class Drain {

  /**
   * @param window full segments in flight; sixteen times as many small ones
   * @param patience how long a segment may stay without an acknowledgement before it is sent again
   * @param slack how much longer than at best an acknowledgement may take before the line counts as
   *     full
   * @param expansion about how many bytes on the line become of a stored byte
   * @param ordered whether the line keeps the order
   */
  record Limits(int window, Duration patience, Duration slack, int expansion, boolean ordered) {
    Limits {
      if (window < 1) {
        throw new IllegalArgumentException("window must be 1 or more, was " + window);
      }
    }
  }

  // places on top of the window, so that a reply never waits for a place behind a slow backlog
  static final int URGENT_PLACES = 8;
  // 10 s: while the cloud's store is silent one segment at a time asks whether it is back
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(10);
  // a store that comes after us, as after a restart of its broker, has missed what went before:
  // what the broker took is sent again after this when something later is stored; until the store
  // is
  // heard at all, after twice as long each time
  private static final Duration EARLY = Duration.ofSeconds(3);
  // a share of the window that the backlog leaves free for what is live
  private static final int LIVE_SHARE = 8;
  private static final int READ_SHARE = 64;
  // 1 MiB and its envelope is the largest entry, so a window of them is the most bytes ever
  private static final long LARGEST_ENTRY = 1 << 20;

  private final String link;
  private final Limits limits;
  private final Map<Long, Flight> flights = new HashMap<>();
  private Pace pace;
  private long liveAfter;
  private long bytes;
  private long liveBytes;
  private long lastProgress;
  private boolean heard;
  // of all that has reached the other end of the line, what left last
  private long sentCount;
  private long newestArrived;
  // when that was sent which the store has, of all that it has: what went before has been overtaken
  private long newestAcknowledged;
  private boolean asking;
  private long early;
  private boolean probing;

  Drain(String link, Limits limits) {
    this.link = link;
    this.limits = limits;
    this.pace = newPace();
  }

  /** The link stands. What is appended after {@code newestSeq} is live from now on. */
  void up(long newestSeq, long now) {
    down();
    pace = newPace();
    liveAfter = newestSeq;
    lastProgress = now;
    heard = false;
    newestAcknowledged = Long.MIN_VALUE;
    newestArrived = 0;
    asking = false;
    early = EARLY.toNanos();
    probing = false;
  }

  /** The link is gone: nothing is in flight any more. */
  void down() {
    flights.clear();
    bytes = 0;
    liveBytes = 0;
  }

  /** What to read from the queue for this turn now; empty when it is not its turn. */
  Optional<Peek> ask(Turn turn, OutboxStats stats) {
    int places = places(turn);
    long room = room(turn);
    var waiting = stats.waiting().get(turn.lane);
    if (places < 1 || room < 1 || waiting == null || waiting.entries() == 0) {
      return Optional.empty();
    }
    if (turn == Turn.LIVE && stats.newestSeq() <= liveAfter) {
      return Optional.empty();
    }
    Set<Long> skip = flights.keySet();
    int most = (int) Math.min(room / limits.expansion(), Integer.MAX_VALUE);
    // without this the newest of the backlog would be read, each time, for nothing
    long after = turn == Turn.LIVE ? liveAfter : 0;
    return Optional.of(new Peek(link, turn.lane, turn.newestFirst, after, skip, places, most));
  }

  /** Whether an entry that was read for this turn is really to go in it. */
  boolean takes(Turn turn, Entry entry) {
    return !flights.containsKey(entry.seq()) && (turn != Turn.LIVE || entry.seq() > liveAfter);
  }

  /** The entry was handed to the link. */
  void sent(Turn turn, long seq, long size, long now) {
    flights.put(seq, new Flight(++sentCount, now, size, turn == Turn.LIVE));
    bytes += size;
    liveBytes += turn == Turn.LIVE ? size : 0;
  }

  /**
   * The cloud's store has these.
   *
   * @return the shortest time in nanoseconds that one of them was in flight; empty if none was
   */
  OptionalLong stored(Collection<SeqRange> ranges, long now) {
    OptionalLong shortest = OptionalLong.empty();
    progress(now);
    for (Iterator<Map.Entry<Long, Flight>> all = flights.entrySet().iterator(); all.hasNext(); ) {
      var flight = all.next();
      long seq = flight.getKey();
      if (ranges.stream().anyMatch(range -> range.first() <= seq && seq <= range.last())) {
        newestAcknowledged = Math.max(newestAcknowledged, flight.getValue().sentAt);
        arrived(flight.getValue());
        pace.acknowledged(flight.getValue().sentAt, flight.getValue().size, now);
        long took = now - flight.getValue().sentAt;
        shortest = OptionalLong.of(Math.min(took, shortest.orElse(took)));
        forget(flight.getValue());
        all.remove();
      }
    }
    return shortest;
  }

  private void progress(long now) {
    lastProgress = now;
    heard = true;
    asking = false;
    probing = false;
  }

  /** The cloud's store will not have this one: its place is free again. */
  void refused(long seq, long now) {
    progress(now);
    Flight flight = flights.remove(seq);
    if (flight != null) {
      forget(flight);
    }
  }

  /** The other end of the line has this one; whether the store has it is another matter. */
  void delivered(long seq, long now) {
    Flight flight = flights.get(seq);
    if (flight != null && !flight.delivered) {
      flight.delivered = true;
      flight.deliveredAt = now;
      arrived(flight);
    }
  }

  private void arrived(Flight flight) {
    newestArrived = Math.max(newestArrived, flight.number);
  }

  /**
   * Gives up waiting for what is overdue, so that it is sent again. When nothing at all was
   * acknowledged for that long, everything in flight is, and from then on one segment at a time
   * asks until the store speaks again.
   *
   * @return how many segments will be sent again
   */
  int expire(long now) {
    int before = flights.size();
    boolean silent = now - lastProgress > limits.patience().toNanos();
    flights
        .values()
        .removeIf(
            flight -> {
              boolean overdue = overdue(flight, now);
              if (overdue) {
                forget(flight);
              }
              return overdue;
            });
    int expired = before - flights.size();
    if (expired > 0) {
      pace.lost();
      asking |= silent || !heard;
      early = Math.min(2 * early, PROBE_PATIENCE.toNanos());
    }
    probing = asking && (probing || silent);
    return expired;
  }

  private boolean overdue(Flight flight, long now) {
    Duration patience = probing ? PROBE_PATIENCE : limits.patience();
    long delivered = flight.delivered ? now - flight.deliveredAt : 0;
    boolean missed =
        heard
            ? flight.sentAt < newestAcknowledged && delivered > EARLY.toNanos()
            : delivered > early;
    return missed || now - waitsSince(flight, now) > patience.toNanos();
  }

  /**
   * Since when there might be an acknowledgement. While a segment is on a thin line there can be
   * none: sending it again would make the line no wider. Whether the line is dead is not ours to
   * say. Only on a line that keeps the order has one been lost that others overtook.
   */
  private long waitsSince(Flight flight, long now) {
    if (flight.delivered) {
      return flight.deliveredAt;
    }
    return limits.ordered && flight.number < newestArrived ? flight.sentAt : now;
  }

  /** Segments in flight. */
  int inFlight() {
    return flights.size();
  }

  /** Whether the cloud's store has gone silent while the line stands. */
  boolean probing() {
    return probing;
  }

  private int places(Turn turn) {
    if (turn.urgent()) {
      return pace.segments() + URGENT_PLACES - flights.size();
    }
    if (asking) {
      return flights.isEmpty() ? 1 : 0;
    }
    int kept = turn == Turn.LIVE ? 0 : pace.segments() / LIVE_SHARE;
    int free = pace.segments() - kept - flights.size();
    // where many are under way, the queue is read for some at a time and not for each
    return turn == Turn.BACKLOG && free < pace.segments() / READ_SHARE ? 0 : free;
  }

  private long room(Turn turn) {
    if (turn.urgent()) {
      return limits.window() * LARGEST_ENTRY;
    }
    // what is live does not count the backlog's bytes: at worst it waits behind one slack of them
    return pace.window() - (turn == Turn.LIVE ? liveBytes : bytes);
  }

  private Pace newPace() {
    return new Pace(limits.slack(), limits.window());
  }

  private void forget(Flight flight) {
    bytes -= flight.size;
    liveBytes -= flight.live ? flight.size : 0;
  }

  private static final class Flight {
    final long number;
    final long sentAt;
    final long size;
    final boolean live;
    boolean delivered;
    long deliveredAt;

    Flight(long number, long sentAt, long size, boolean live) {
      this.number = number;
      this.sentAt = sentAt;
      this.size = size;
      this.live = live;
    }
  }
}
