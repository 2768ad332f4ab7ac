package io.weir.broker.nats;

import java.util.concurrent.locks.Condition;

/** The monotonic clock, and waiting by it; a test turns its own. Any thread. */
interface Ticker {

  /** In nanoseconds, from a moment that means nothing. */
  long nanos();

  /** Waits until the condition is signalled or the time is over, whichever comes first. */
  void await(Condition condition, long nanos) throws InterruptedException;

  /** The machine's clock. */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void await(Condition condition, long nanos) throws InterruptedException {
          condition.awaitNanos(nanos);
        }
      };
}
