package io.weir.system.harness;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A local application that is not ours: publishes one numbered series as SenML packs through its
 * own NATS client and counts what the broker acknowledged. A pack without acknowledgement is sent
 * again under its message id, as the bus contract says.
 */
public final class Load implements AutoCloseable {
  // a hundred round trips a second, or fewer, whatever the rate
  private static final int PACKS_A_SECOND = 100;
  private static final int SMALL_PACK = 10;
  private static final int LARGE_PACK = 100;
  private static final long MICROS = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String series;
  private final long startMicros = System.currentTimeMillis() * 1000;
  private final String instance = UUID.randomUUID().toString().replace("-", "");
  private final String url;
  private final String password;
  private final int recordsPerSecond;
  private final int recordsAPack;
  private final long spacingMicros;
  private final Thread thread = new Thread(this::run, "load");
  private volatile boolean stopping;
  private volatile long accepted;
  private final List<Long> streamSequences = new ArrayList<>();

  /**
   * @param recordsPerSecond the aim; 0 is as fast as the broker takes it
   */
  public Load(Gateway gateway, String series, int recordsPerSecond) {
    this.series = series;
    this.recordsPerSecond = recordsPerSecond;
    this.recordsAPack =
        Math.max(SMALL_PACK, Math.min(LARGE_PACK, recordsPerSecond / PACKS_A_SECOND));
    // times keep step with the clock, except when it is as fast as can be
    this.spacingMicros = recordsPerSecond == 0 ? 1000 : Math.max(1, MICROS / recordsPerSecond);
    this.url = gateway.natsUrl();
    this.password = gateway.secret("app");
    thread.setDaemon(true);
    thread.start();
  }

  /** Records that the broker has acknowledged; they are numbered from 0. */
  public long accepted() {
    return accepted;
  }

  /** How many of the records, from the first on, are in the stream's messages up to this one. */
  public long upTo(long streamSequence) {
    synchronized (streamSequences) {
      long packs = streamSequences.stream().takeWhile(seq -> seq <= streamSequence).count();
      return packs * recordsAPack;
    }
  }

  public String series() {
    return series;
  }

  /** In seconds since 1970. */
  public double timeOf(long number) {
    return (startMicros + number * spacingMicros) / (double) MICROS;
  }

  public int recordsAPack() {
    return recordsAPack;
  }

  /** Between two records, in seconds. */
  public double spacing() {
    return spacingMicros / (double) MICROS;
  }

  /** Waits until so many more records are acknowledged. */
  public void advance(long records) {
    long goal = accepted + records;
    Duration expected = Duration.ofSeconds(records / Math.max(1, recordsPerSecond));
    Await.until(
        records + " more records of " + series, PATIENCE.plus(expected), () -> accepted >= goal);
  }

  /** Ends it; the pack in hand is finished first. */
  public long stop() {
    stopping = true;
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("the load could not hand over its last pack within " + PATIENCE);
    }
    return accepted;
  }

  private void run() {
    long begun = System.nanoTime();
    while (!stopping) {
      try (Connection connection = connect()) {
        while (!stopping) {
          publish(connection, accepted);
          accepted += recordsAPack;
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
    var id = PublishOptions.builder().messageId(instance + ":" + (from / recordsAPack + 1)).build();
    long sequence = connection.jetStream().publish("events.data", pack(from), id).getSeqno();
    synchronized (streamSequences) {
      streamSequences.add(sequence);
    }
  }

  private byte[] pack(long from) {
    StringBuilder pack = new StringBuilder("[");
    for (long n = from; n < from + recordsAPack; n++) {
      long micros = startMicros + n * spacingMicros;
      pack.append(n == from ? "" : ",")
          .append("{\"n\":\"")
          .append(series)
          .append("\",\"u\":\"1\",\"t\":")
          .append(micros / MICROS)
          .append('.')
          // the leading digit is cut off: it keeps the zeros behind it
          .append(String.valueOf(MICROS + micros % MICROS).substring(1))
          .append(",\"v\":")
          .append(n)
          .append('}');
    }
    return pack.append(']').toString().getBytes(StandardCharsets.UTF_8);
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
