package io.weir.host;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes frames on a thread of its own, so that nobody waits for the other end. Any thread. */
final class FrameQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  // a few seconds of a busy plugin; then the other end is what is too slow
  private static final int MOST_BYTES = 2 << 20;
  private static final long CLOSE_MS = 500;

  private final DataOutputStream out;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();
  private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
  private final Thread thread;
  private int bytes;
  private boolean closed;

  FrameQueue(OutputStream out, String threadName) {
    this.out = new DataOutputStream(new BufferedOutputStream(out));
    thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns false if too much waits or the other end is gone: the frame was not taken. */
  boolean offer(Frame frame) {
    lock.lock();
    try {
      if (closed || bytes + frame.weight() > MOST_BYTES) {
        return false;
      }
      bytes += frame.weight();
      waiting.addLast(frame);
      some.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** What waits, in bytes. */
  int waiting() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try (out) {
      for (Frame next = next(); next != null; next = next()) {
        next.write(out);
      }
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("the other process is gone");
      shut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next frame, null at the end; flushes before it waits. */
  private Frame next() throws IOException, InterruptedException {
    Frame frame = poll();
    if (frame == null) {
      out.flush();
      frame = await();
    }
    return frame;
  }

  private Frame poll() {
    lock.lock();
    try {
      Frame frame = waiting.pollFirst();
      bytes -= frame == null ? 0 : frame.weight();
      return frame;
    } finally {
      lock.unlock();
    }
  }

  private Frame await() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        some.await();
      }
    } finally {
      lock.unlock();
    }
    return poll();
  }

  private void shut() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits and closes the stream, for half a second at most. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      some.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
