package io.weir.host;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread on which everything of a plugin runs: {@code weir-lane-<plugin>}, in a thread
 * group of its own, so that threads which the plugin starts can be counted. Waiting work and
 * samplers take turns, so that neither starves the other. Any thread, unless said otherwise.
 */
final class Lane {

  /** What runs now, and since when by the ticker. */
  record Running(Work work, long since) {}

  private static final class Timer {
    final Work work;
    final long period;
    long due;

    Timer(Work work, long period, long due) {
      this.work = work;
      this.period = period;
      this.due = due;
    }

    /** The next point of its grid after now: what was missed is not caught up. */
    void advance(long now) {
      due += period * Math.max(1, (now - due) / period + 1);
    }
  }

  private static final long IDLE = Duration.ofMinutes(1).toNanos();

  private final Ticker ticker;
  private final int limit;
  private final ThreadGroup group;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private final List<Timer> timers = new ArrayList<>();
  private final Rest rest;
  private final Rest memory;
  private Running running;
  private boolean closed;

  /**
   * @param limits how much work may wait, and what it may use over time
   */
  Lane(String plugin, Limits limits, Ticker ticker) {
    this.ticker = ticker;
    limit = limits.commandQueue();
    rest = Rest.ofProcessor(limits.cpuPercent());
    memory = Rest.ofMemory(limits.allocationMb());
    group = new ThreadGroup("weir-plugin-" + plugin);
    thread = new Thread(group, this::loop, "weir-lane-" + plugin);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns false if too much waits or the lane is closed: the work was not taken. */
  boolean offer(Work work) {
    lock.lock();
    try {
      if (closed || waiting.size() >= limit) {
        return false;
      }
      waiting.addLast(work);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Does this every period, the first time at once. */
  void every(Duration period, Work work) {
    lock.lock();
    try {
      timers.add(new Timer(work, period.toNanos(), ticker.nanos()));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What runs now, or null. */
  Running running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  /** How many threads the plugin's code has, this one included. */
  int threads() {
    return group.activeCount();
  }

  /** What is held back because it used too much, "" if nothing is. */
  String throttled() {
    long now = ticker.nanos();
    return rest.reason(now).isEmpty() ? memory.reason(now) : rest.reason(now);
  }

  private long resting(long now) {
    return Math.max(rest.left(now), memory.left(now));
  }

  /** This thread and those that the plugin's code has started. */
  ThreadGroup group() {
    return group;
  }

  /** Whether its thread lives; false before the start, too. */
  boolean isAlive() {
    return thread.isAlive();
  }

  /** Tells what runs on it that it had better end. */
  void interrupt() {
    thread.interrupt();
  }

  /** Tells every thread of the plugin that it had better end. */
  void interruptAll() {
    group.interrupt();
  }

  /** Takes no more work and drops what waits; what runs, runs on. */
  void shut() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      timers.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Shuts, waits for what runs, interrupts it at half the time. Returns whether it has ended. */
  boolean close(Duration wait) throws InterruptedException {
    shut();
    if (Thread.currentThread() == thread) {
      return true; // a plugin that removes itself
    }
    thread.join(wait.toMillis() / 2);
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(wait.toMillis() / 2);
    }
    return !thread.isAlive();
  }

  private void loop() {
    try {
      boolean idle = false;
      while (awaitWork(idle)) {
        boolean did = execute(nextWaiting(), null);
        Timer due = nextDue();
        did |= due != null && execute(due.work, due);
        idle = !did;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean execute(Work work, Timer timer) {
    if (work == null) {
      return false;
    }
    long since = ticker.nanos();
    running(new Running(work, since));
    long cpu = ticker.cpuNanos();
    long bytes = ticker.allocatedBytes();
    try {
      work.run();
    } finally {
      running(null);
      // an interruption was meant for this work, not for the next
      Thread.interrupted();
      long now = ticker.nanos();
      rest.worked(ticker.cpuNanos() - cpu, since, now);
      memory.worked(ticker.allocatedBytes() - bytes, since, now);
      if (timer != null) {
        timer.advance(now);
      }
    }
    return true;
  }

  private void running(Running now) {
    lock.lock();
    try {
      running = now;
    } finally {
      lock.unlock();
    }
  }

  private Work nextWaiting() {
    lock.lock();
    try {
      return waiting.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private Timer nextDue() {
    lock.lock();
    try {
      Timer first = firstTimer();
      long now = ticker.nanos();
      return first != null && first.due - now <= 0 && resting(now) <= 0 ? first : null;
    } finally {
      lock.unlock();
    }
  }

  private Timer firstTimer() {
    Timer first = null;
    for (Timer timer : timers) {
      if (first == null || timer.due - first.due < 0) {
        first = timer;
      }
    }
    return first;
  }

  /** Returns false when the lane is closed. */
  private boolean awaitWork(boolean idle) throws InterruptedException {
    lock.lock();
    try {
      while (idle && !closed && waiting.isEmpty()) {
        Timer first = firstTimer();
        long now = ticker.nanos();
        long nanos = first == null ? IDLE : Math.max(first.due - now, resting(now));
        if (nanos <= 0) {
          break;
        }
        try {
          ticker.await(changed, nanos);
        } catch (InterruptedException e) {
          if (closed) {
            throw e;
          }
          // came late for work that has ended: the lane itself is ended by closing only
        }
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }
}
