package io.weir.system.harness;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The line between gateway and cloud: a TCP proxy that can be cut, left half open, made slow and
 * made thin. It sees only the encrypted bytes, and counts them.
 */
public final class Cable implements AutoCloseable {
  private enum State {
    WHOLE,
    CUT,
    SILENT
  }

  private static final int THIN_BUFFER = 4 * 1024;
  private static final int THIN_CHUNK = 1024;
  private static final int THIN_CHUNKS = 2;
  // so much is made up for
  private static final long LATE_NANOS = 500_000_000;
  private static final int TAPPED_BYTES = 256 * 1024;
  private final ServerSocket listener;
  private final int target;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private final Line up = new Line();
  private final Line down = new Line();
  private final AtomicLong upBytes = new AtomicLong();
  private final AtomicLong downBytes = new AtomicLong();
  private final Set<Socket> stranded = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream tap = new ByteArrayOutputStream();
  private volatile State state = State.WHOLE;
  private volatile boolean deaf;
  private volatile Duration delay = Duration.ZERO;
  private volatile long bytesPerSecond;

  public Cable(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("cable-accept", this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  public long upBytes() {
    return upBytes.get();
  }

  public long downBytes() {
    return downBytes.get();
  }

  /** Pulls the plug: what is connected is reset, what connects is closed at once. */
  public void cut() {
    state = State.CUT;
    open.forEach(Cable::closeQuietly);
    open.clear();
  }

  /** Half open: the sockets stay, nothing passes, nobody is told. */
  public void silence() {
    state = State.SILENT;
  }

  /**
   * Half open for good: nothing passes on what is connected now, and nobody is told. A new
   * connection works.
   */
  public void strand() {
    open.forEach(
        end -> {
          if (end instanceof Socket socket) {
            stranded.add(socket);
          }
        });
  }

  /** What goes up arrives, what comes down does not, until the cable is restored. */
  public void deafen() {
    deaf = true;
  }

  /** Whether a connection that was stranded is still held open by the gateway. */
  public boolean holdsStranded() {
    return stranded.stream().anyMatch(end -> end.getLocalPort() == port() && !end.isClosed());
  }

  /** The first bytes that went up, as they were on the wire. */
  public byte[] tapped() {
    synchronized (tap) {
      return tap.toByteArray();
    }
  }

  public void restore() {
    if (state == State.SILENT || deaf) {
      cut();
    }
    deaf = false;
    state = State.WHOLE;
  }

  /** Each way from now on. */
  public void delay(Duration oneWay) {
    delay = oneWay;
  }

  /** Each way from now on, all connections together; 0 is without limit. */
  public void limit(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        if (state == State.CUT) {
          near.close();
          continue;
        }
        open.add(near);
        if (bytesPerSecond > 0) {
          // a thin line has no room: what does not fit waits at the sender
          near.setReceiveBufferSize(THIN_BUFFER);
        }
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(far);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        daemon("cable-up", () -> pump(near, far, upBytes));
        daemon("cable-down", () -> pump(far, near, downBytes));
      } catch (IOException e) {
        // the target is down or the cable is being closed: the caller's next connect tries again
        if (listener.isClosed()) {
          return;
        }
      }
    }
  }

  /**
   * Reads as fast as it comes and lets each chunk out when its time has come, so that delay costs
   * no throughput.
   */
  private void pump(Socket from, Socket to, AtomicLong counter) {
    var line = new ArrayBlockingQueue<Chunk>(4096);
    daemon("cable-out", () -> deliver(line, from, to, counter));
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      int n;
      while ((n = in.read(buffer, 0, bytesPerSecond > 0 ? THIN_CHUNK : buffer.length)) >= 0) {
        while (bytesPerSecond > 0 && line.size() > THIN_CHUNKS) {
          LockSupport.parkNanos(1_000_000);
        }
        line.put(new Chunk(System.nanoTime() + delay.toNanos(), Arrays.copyOf(buffer, n)));
      }
      line.put(Chunk.END);
    } catch (IOException e) {
      // this side went away: so does the other, at once
      closeQuietly(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      line.offer(Chunk.END);
      open.remove(from);
      closeQuietly(from);
    }
  }

  private void deliver(BlockingQueue<Chunk> chunks, Socket from, Socket to, AtomicLong counter) {
    try (to) {
      OutputStream out = to.getOutputStream();
      for (Chunk chunk = chunks.take(); chunk != Chunk.END; chunk = chunks.take()) {
        Line line = counter == upBytes ? up : down;
        long free = line.taken(chunk, bytesPerSecond);
        while (System.nanoTime() < free) {
          LockSupport.parkNanos(free - System.nanoTime());
        }
        while (held(from, counter == downBytes) && !to.isClosed()) {
          LockSupport.parkNanos(10_000_000);
        }
        out.write(chunk.bytes());
        tap(counter == upBytes, chunk.bytes());
        counter.addAndGet(chunk.bytes().length);
      }
    } catch (IOException e) {
      // the far side is gone; the reader notices by its own socket
      open.remove(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(to);
    }
  }

  private boolean held(Socket from, boolean down) {
    return state == State.SILENT || (deaf && down) || stranded.contains(from);
  }

  private void tap(boolean up, byte[] bytes) {
    synchronized (tap) {
      if (up && tap.size() < TAPPED_BYTES) {
        tap.writeBytes(bytes);
      }
    }
  }

  /** One direction: all connections share what it carries. */
  private static final class Line {
    private long free = System.nanoTime();

    /** Takes the line for a chunk; returns when its last byte is through. */
    synchronized long taken(Chunk chunk, long rate) {
      // from when the line is free: a thread that wakes late does not make the line thinner
      long begun = Math.max(Math.max(free, System.nanoTime() - LATE_NANOS), chunk.due());
      if (rate == 0) {
        return begun;
      }
      free = begun + chunk.bytes().length * 1_000_000_000L / rate;
      return free;
    }
  }

  private record Chunk(long due, byte[] bytes) {
    static final Chunk END = new Chunk(0, new byte[0]);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closing a broken socket: it is gone either way
      assert e != null;
    }
  }

  @Override
  public void close() {
    cut();
    closeQuietly(listener);
  }
}
