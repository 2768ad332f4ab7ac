package io.weir.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cable that can be cut, and that counts what goes through: a TCP proxy on the loopback. The
 * counts are the bytes of the TCP streams, both ways, TLS included, IP headers not.
 */
final class CountingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean cut;

  CountingProxy(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("weir-bench-accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Breaks every connection and takes no new one. */
  void cut() {
    cut = true;
    open.forEach(CountingProxy::close);
  }

  void restore() {
    cut = false;
  }

  /** How many bytes went through since the proxy was made. */
  long bytes() {
    return bytes.get();
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        if (cut) {
          near.close();
        } else {
          join(near);
        }
      } catch (IOException e) {
        // closed, or the other end is not there: the client tries again
        continue;
      }
    }
  }

  private void join(Socket near) throws IOException {
    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
    near.setTcpNoDelay(true);
    far.setTcpNoDelay(true);
    open.add(near);
    open.add(far);
    start("weir-bench-up", () -> pump(near, far));
    start("weir-bench-down", () -> pump(far, near));
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[65_536];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
        bytes.addAndGet(count);
      }
    } catch (IOException e) {
      // a cut cable ends here
      return;
    } finally {
      open.remove(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a loopback socket can be closed", e);
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    listener.close();
  }
}
