package io.weir.host;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** Clocks that stand still until they are turned. */
final class FakeTicker implements Ticker {
  static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final AtomicLong nanos = new AtomicLong();

  void turn(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos.get());
  }

  /** None is used: here work takes no time. */
  @Override
  public long cpuNanos() {
    return 0;
  }

  /** Nothing is allocated, for the same reason. */
  @Override
  public long allocatedBytes() {
    return 0;
  }

  /** Looks again soon: the time that it waits for is turned and does not pass. */
  @Override
  public void await(Condition condition, long wait) throws InterruptedException {
    condition.await(1, TimeUnit.MILLISECONDS);
  }
}
