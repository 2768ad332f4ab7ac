package io.weir.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Finds a loopback port that nobody listens on. */
final class FreePort {
  // below the ports that the kernel gives to clients: one of those would take ours while it is down
  private static final int FIRST_SUBSTITUTE = 4223;
  private static final int LAST_SUBSTITUTE = 4422;

  private static final long STEP_NANOS = 5_000_000;

  private FreePort() {}

  /**
   * The first of the wished ones that is free (0 counts as no wish), else one that will be free
   * again next time.
   */
  static int preferring(int... wished) throws IOException {
    for (int port : wished) {
      if (port > 0 && isFree(port)) {
        return port;
      }
    }
    for (int port = FIRST_SUBSTITUTE; port <= LAST_SUBSTITUTE; port++) {
      if (isFree(port)) {
        return port;
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until nobody listens there; returns all the same when the time is up. */
  static void await(int port, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (!isFree(port) && System.nanoTime() < end) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // a connection of the last run in TIME_WAIT does not make the port taken
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
