package io.weir.bridge.uplink;

import java.time.Duration;

/**
 * A limit in bytes a second that lets single large sends through: a bucket that may go into debt
 * and lets nothing pass until the debt is paid. Pure; takes the time. One thread.
 */
public final class RateLimit {
  private final long bytesPerSecond;
  private double tokens;
  private long lastNanos;

  /**
   * @param bytesPerSecond the limit; 0 = none
   */
  public RateLimit(long bytesPerSecond, long nowNanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.tokens = bytesPerSecond;
    this.lastNanos = nowNanos;
  }

  /** How long until something may be sent; zero = now. */
  public Duration delay(long nowNanos) {
    if (bytesPerSecond == 0) {
      return Duration.ZERO;
    }
    // one second's worth is the most that is saved up: a burst must not fill a thin line's queue
    tokens = Math.min(bytesPerSecond, tokens + (nowNanos - lastNanos) / 1e9 * bytesPerSecond);
    lastNanos = nowNanos;
    return tokens > 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil((1 - tokens) / bytesPerSecond * 1e9));
  }

  /** Something was sent. */
  public void spent(long bytes) {
    tokens -= bytes;
  }
}
