package io.weir.host;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.concurrent.locks.Condition;

/** The two clocks, and waiting by them; a test turns its own. Any thread. */
interface Ticker {

  /** Monotonic, for periods and limits. */
  long nanos();

  /** Wall clock, for what is written down. */
  Instant now();

  /** Processor time of the current thread in nanoseconds. */
  long cpuNanos();

  /** Bytes that the current thread has allocated since it began. */
  long allocatedBytes();

  /** Waits until the condition is signalled or the time is over, whichever comes first. */
  void await(Condition condition, long nanos) throws InterruptedException;

  /** The machine's clocks. */
  Ticker SYSTEM =
      new Ticker() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public long cpuNanos() {
          return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        @Override
        public long allocatedBytes() {
          return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
              .getThreadAllocatedBytes(Thread.currentThread().getId());
        }

        @Override
        public void await(Condition condition, long nanos) throws InterruptedException {
          condition.awaitNanos(nanos);
        }
      };
}
