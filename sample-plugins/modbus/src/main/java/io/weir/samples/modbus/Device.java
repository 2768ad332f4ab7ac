package io.weir.samples.modbus;

import io.weir.plugin.Backoff;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/**
 * A device that may come and go: connects when asked something, drops a connection that failed, and
 * lets time pass before it tries again. One thread; {@link #close} any.
 */
final class Device implements Closeable {

  /** Asks over a connection. */
  @FunctionalInterface
  interface Question<T> {
    T ask(ModbusTcp connection) throws IOException;
  }

  private final String host;
  private final int port;
  private final int unit;
  private final Duration limit;
  private final Backoff backoff;
  private volatile ModbusTcp connection;
  private volatile boolean closed;

  Device(String host, int port, int unit, Duration limit, Clock clock, Duration longestPause) {
    this.host = host;
    this.port = port;
    this.unit = unit;
    this.limit = limit;
    this.backoff = new Backoff(clock, longestPause);
  }

  /** Whether to ask now: false while it is left in peace after a failure. */
  boolean due() {
    return connection != null || backoff.due();
  }

  /**
   * @throws DeviceRefused if it said no; the connection stays
   * @throws IOException if it cannot be reached or does not answer
   */
  <T> T ask(Question<T> question) throws IOException {
    try {
      T answer = question.ask(connected());
      backoff.worked();
      return answer;
    } catch (DeviceRefused e) {
      throw e;
    } catch (IOException e) {
      backoff.failed();
      drop();
      throw e;
    }
  }

  private ModbusTcp connected() throws IOException {
    if (connection == null) {
      connection = ModbusTcp.connect(host, port, unit, limit);
    }
    if (closed) {
      throw new IOException("the plugin is stopped");
    }
    return connection;
  }

  private void drop() throws IOException {
    ModbusTcp old = connection;
    connection = null;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    drop();
  }
}
