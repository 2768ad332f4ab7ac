package io.weir.system.harness;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A local application that is not ours: publishes one numbered series as SenML packs through its
 * own NATS client and counts what the broker acknowledged. A pack without acknowledgement is sent
 * again under its message id, as the bus contract says.
 */
public final class Load implements AutoCloseable {
  private static final int RECORDS_A_PACK = 10;
  private final String series;
  private final long start = System.currentTimeMillis();
  private final String instance = UUID.randomUUID().toString().replace("-", "");
  private final String url;
  private final String password;
  private final int recordsPerSecond;
  private final Thread thread = new Thread(this::run, "load");
  private volatile boolean stopping;
  private volatile long accepted;

  /**
   * @param recordsPerSecond the aim; 0 is as fast as the broker takes it
   */
  public Load(Gateway gateway, String series, int recordsPerSecond) {
    this.series = series;
    this.recordsPerSecond = recordsPerSecond;
    this.url = gateway.natsUrl();
    this.password = gateway.secret("app");
    thread.setDaemon(true);
    thread.start();
  }

  /** Records that the broker has acknowledged; they are numbered from 0. */
  public long accepted() {
    return accepted;
  }

  public String series() {
    return series;
  }

  public double timeOf(long number) {
    return timeOf(start, number);
  }

  private static double timeOf(long start, long number) {
    return (start + number) / 1000.0;
  }

  /** Ends it; the pack in hand is finished first. */
  public long stop() {
    stopping = true;
    try {
      thread.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("the load could not hand over its last pack within 60 s");
    }
    return accepted;
  }

  private void run() {
    long begun = System.nanoTime();
    while (!stopping) {
      try (Connection connection = connect()) {
        while (!stopping) {
          publish(connection, accepted);
          accepted += RECORDS_A_PACK;
          if (recordsPerSecond > 0) {
            long due = begun + accepted * 1_000_000_000L / recordsPerSecond;
            LockSupport.parkNanos(due - System.nanoTime());
          }
        }
      } catch (IOException | io.nats.client.JetStreamApiException | IllegalStateException e) {
        // the broker is down or refused it: the same pack goes out again on the next connection
        LockSupport.parkNanos(200_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void publish(Connection connection, long from)
      throws IOException, io.nats.client.JetStreamApiException {
    StringBuilder pack = new StringBuilder("[");
    for (long n = from; n < from + RECORDS_A_PACK; n++) {
      pack.append(n == from ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"n\":\"%s\",\"u\":\"1\",\"t\":%.3f,\"v\":%d}",
                  series,
                  timeOf(n),
                  n));
    }
    byte[] bytes = pack.append(']').toString().getBytes(StandardCharsets.UTF_8);
    var id =
        PublishOptions.builder().messageId(instance + ":" + (from / RECORDS_A_PACK + 1)).build();
    connection.jetStream().publish("events.data", bytes, id);
  }

  private Connection connect() throws IOException, InterruptedException {
    return Nats.connect(options(url, password).build());
  }

  /** How a local application connects: its own user, its own inbox. */
  public static Options.Builder options(String url, String password) {
    return new Options.Builder()
        .server(url)
        .userInfo("app", password)
        .inboxPrefix("_INBOX.app.")
        .connectionTimeout(Duration.ofSeconds(2))
        // what goes wrong is thrown as well; the tests break the broker on purpose
        .errorListener(new io.nats.client.ErrorListener() {})
        .noReconnect();
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
  }
}
