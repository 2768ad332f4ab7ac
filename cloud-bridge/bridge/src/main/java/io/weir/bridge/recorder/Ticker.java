package io.weir.bridge.recorder;

import java.util.concurrent.TimeUnit;

/** The monotonic clock, and pauses by it; a test turns its own. */
interface Ticker {

  /** In nanoseconds, from a moment that means nothing. */
  long nanos();

  /** Lets this time pass. An interruption ends it: the recorder is to stop. */
  void pause(long millis) throws InterruptedException;

  /** The machine's clock. */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(long millis) throws InterruptedException {
          TimeUnit.MILLISECONDS.sleep(millis);
        }
      };
}
