package io.weir.bridge.uplink;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When a link may be up: for some time from each moment that a cron expression gives. Immutable;
 * any thread.
 */
public final class OpeningHours {
  /** No limits. */
  public static final OpeningHours ALWAYS = new OpeningHours(null, Duration.ZERO, null, true);

  // all gateways have the same hours: they come in the first tenth of them, within a minute
  private static final int SPREAD_SHARE = 10;
  private static final Duration MOST_SPREAD = Duration.ofMinutes(1);

  private final Cron begins;
  private final Duration length;
  private final ZoneId zone;
  private final boolean urgentOpens;

  private OpeningHours(Cron begins, Duration length, ZoneId zone, boolean urgentOpens) {
    this.begins = begins;
    this.length = length;
    this.zone = zone;
    this.urgentOpens = urgentOpens;
  }

  /**
   * @param cron when they begin, five fields
   * @param length how long they last
   * @param zone of the expression
   * @param urgentOpens whether alerts and replies are sent at any time
   * @throws IllegalArgumentException if the expression is none; the message says why
   */
  public static OpeningHours of(String cron, Duration length, ZoneId zone, boolean urgentOpens) {
    return new OpeningHours(new Cron(cron), length, zone, urgentOpens);
  }

  boolean urgentOpens() {
    return urgentOpens;
  }

  /** When they begin again; empty while they last. */
  Optional<Instant> closedUntil(Instant now) {
    if (begins == null) {
      return Optional.empty();
    }
    ZonedDateTime since = now.minus(length).atZone(zone);
    Instant begin = begins.next(since).toInstant();
    return begin.isAfter(now) ? Optional.of(begin) : Optional.empty();
  }

  /** Over which time the gateways of a fleet spread when the hours begin. */
  Duration spread() {
    Duration share = length.dividedBy(SPREAD_SHARE);
    return share.compareTo(MOST_SPREAD) < 0 ? share : MOST_SPREAD;
  }
}
