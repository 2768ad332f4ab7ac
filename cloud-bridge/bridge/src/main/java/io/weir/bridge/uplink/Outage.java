package io.weir.bridge.uplink;

import java.time.Duration;
import java.util.Objects;

/**
 * Why a link went down or could not be made. Immutable.
 *
 * @param kind what sort of failure, which decides how long to wait
 * @param reason a sentence for the operator, without secrets
 * @param retryAfter how long the other side asked us to stay away, zero when it did not
 */
public record Outage(Kind kind, String reason, Duration retryAfter) {

  /** Sorts of failure. */
  public enum Kind {
    /** No way through: refused, reset, timed out, name not found, TLS peer not trusted. */
    NETWORK,
    /** The other side does not accept who we are. Somebody has to do something. */
    IDENTITY,
    /** The other side is there and asks for a pause. */
    BUSY
  }

  public Outage {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  public static Outage network(String reason) {
    return new Outage(Kind.NETWORK, reason, Duration.ZERO);
  }

  public static Outage identity(String reason) {
    return new Outage(Kind.IDENTITY, reason, Duration.ZERO);
  }

  public static Outage busy(String reason, Duration retryAfter) {
    return new Outage(Kind.BUSY, reason, retryAfter);
  }
}
