package io.weir.bridge.uplink;

import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The life of one link: down, connecting, up, and what is due in each. Takes the time in
 * nanoseconds of the monotonic clock. The thread {@code weir-uplink} only.
 */
final class Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  // what a TLS handshake and a CONNECT take on 9.6 kbit/s, with room
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);
  // renewed certificates are used within this time
  private static final Duration CREDENTIALS_EVERY = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(1);

  private final String name;
  private final CloudLink link;
  private final Sender sender;
  private final Attempts attempts;
  private final BooleanSupplier moreWaysOut;
  private final Supplier<Status> birth;
  private final Function<Long, CloudLink.Events> eventsOfAttempt;
  private final OpeningHours hours;
  private final InstantSource clock;
  private Phase phase = Phase.DOWN;
  private boolean resting;
  private boolean announcementDue;
  private boolean greeting;
  private Status said = Status.getDefaultInstance();
  private long attempt;
  private long phaseSince;
  private long credentialsCheckedAt;
  private long waysSoughtAt = Long.MIN_VALUE / 2;
  private Instant changedAt = Instant.now();
  private String detail = "not connected yet";
  private String note = "";
  private long outages;

  private enum Phase {
    DOWN,
    CONNECTING,
    UP
  }

  /**
   * @param moreWaysOut whether this machine has got one since it was asked last
   * @param hours when the link may be up
   * @param clock the time of day that the hours are about
   * @param eventsOfAttempt where the link is to report, by the number of the attempt
   */
  Conversation(
      String name,
      CloudLink link,
      Sender sender,
      Attempts attempts,
      BooleanSupplier moreWaysOut,
      Supplier<Status> birth,
      OpeningHours hours,
      InstantSource clock,
      Function<Long, CloudLink.Events> eventsOfAttempt) {
    this.name = name;
    this.link = link;
    this.sender = sender;
    this.attempts = attempts;
    this.moreWaysOut = moreWaysOut;
    this.birth = birth;
    this.hours = hours;
    this.clock = clock;
    this.eventsOfAttempt = eventsOfAttempt;
  }

  /** Does what is due; returns how long nothing will be. */
  Duration tick(long now) {
    return switch (phase) {
      case DOWN -> whileDown(now);
      case CONNECTING -> whileConnecting(now);
      case UP -> whileUp(now);
    };
  }

  /** Outside of its hours, and nothing urgent waits. */
  private boolean rests() {
    Optional<Instant> until = hours.closedUntil(clock.instant());
    note = until.map(time -> "outside of its window until " + time).orElse("");
    return until.isPresent() && !(hours.urgentOpens() && sender.urgentWaits());
  }

  private Duration whileDown(long now) {
    if (rests()) {
      resting = true;
      detail = "";
      return LONG;
    }
    if (resting) {
      resting = false;
      if (note.isEmpty()) {
        attempts.within(hours.spread(), now);
      } else {
        attempts.atOnce(now);
      }
    }
    lookForWaysOut(now);
    Duration left = attempts.left(now);
    if (!left.isZero() && !newCredentials(now)) {
      return left;
    }
    attempt++;
    enter(Phase.CONNECTING, now);
    announcementDue = false;
    said = birth.get();
    link.connect(said, sender.patience(), eventsOfAttempt.apply(attempt));
    return CONNECT_LIMIT;
  }

  private Duration whileConnecting(long now) {
    if (greeting) {
      if (sender.stalled(now)) {
        down(Outage.network("the cloud answers but the birth does not get through"), now);
      }
      return LONG;
    }
    long left = phaseSince + CONNECT_LIMIT.toNanos() - now;
    if (left <= 0) {
      down(Outage.network("no connection within " + CONNECT_LIMIT.toSeconds() + " s"), now);
    }
    return Duration.ofNanos(Math.max(0, left));
  }

  private Duration whileUp(long now) {
    if (sender.stalled(now)) {
      down(Outage.network("the line stands but nothing gets through"), now);
      return Duration.ZERO;
    }
    if (newCredentials(now)) {
      down(Outage.network("connecting anew with new credentials"), now);
      attempts.atOnce(now);
      return Duration.ZERO;
    }
    if (rests()) {
      rest(now);
      return LONG;
    }
    Duration wait = sender.send(!note.isEmpty(), now);
    detail = sender.probing() ? "the cloud's store does not answer" : "";
    return wait.isZero() ? LONG : wait;
  }

  private void rest(long now) {
    link.drop();
    sender.down(now);
    enter(Phase.DOWN, now);
    changedAt = Instant.now();
    LOG.atInfo().addKeyValue("link", name).log("cloud link closed: {}", note);
  }

  private void lookForWaysOut(long now) {
    if (now - waysSoughtAt >= LONG.toNanos()) {
      waysSoughtAt = now;
      if (moreWaysOut.getAsBoolean()) {
        attempts.newWay(now);
      }
    }
  }

  private boolean newCredentials(long now) {
    if (now - credentialsCheckedAt < CREDENTIALS_EVERY.toNanos()) {
      return false;
    }
    credentialsCheckedAt = now;
    return link.credentialsChanged();
  }

  /** Whether an event of this attempt still means anything. */
  boolean stands(long ofAttempt) {
    return ofAttempt == attempt && phase != Phase.DOWN;
  }

  /** The birth is on its way: from now on it is the line that takes its time. */
  void reached(long now) {
    greeting = true;
    sender.greets(said.getSerializedSize(), now);
  }

  void up(long now) {
    enter(Phase.UP, now);
    credentialsCheckedAt = now;
    changedAt = Instant.now();
    detail = "";
    sender.up(now);
    LOG.atInfo().addKeyValue("link", name).log("cloud link up");
    if (announcementDue) {
      announce();
    }
  }

  void down(Outage outage, long now) {
    link.drop();
    attempts.failed(outage, now);
    boolean wasUp = phase == Phase.UP;
    if (wasUp) {
      changedAt = Instant.now();
      outages++;
    }
    // the same failure again is no news: a cloud that is away for a day is said once
    LOG.atLevel(wasUp || !outage.reason().equals(detail) ? Level.WARN : Level.DEBUG)
        .addKeyValue("link", name)
        .addKeyValue("kind", outage.kind())
        .addKeyValue("nextTrySeconds", attempts.left(now).toSeconds())
        .log("cloud link down: {}", outage.reason());
    detail = outage.reason();
    enter(Phase.DOWN, now);
    sender.down(now);
  }

  void delivered(long seq, long now) {
    attempts.succeeded();
    sender.delivered(seq, now);
  }

  void stored(Ack ack, long now) {
    attempts.succeeded();
    sender.stored(ack, now);
  }

  void announce() {
    // what changes while it connects is said as soon as it stands
    announcementDue = phase != Phase.UP;
    if (phase == Phase.UP) {
      link.announce(birth.get());
    }
  }

  LinkState state() {
    boolean up = phase == Phase.UP;
    return new LinkState(
        name,
        up,
        up && !sender.probing(),
        changedAt,
        detail,
        note,
        sender.inFlight(),
        sender.sentBytes(),
        sender.sentSegments(),
        outages,
        sender.clockOffset());
  }

  private void enter(Phase next, long now) {
    phase = next;
    phaseSince = now;
    greeting = false;
  }
}
