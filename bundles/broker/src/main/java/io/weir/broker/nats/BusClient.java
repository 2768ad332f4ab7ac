package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.weir.broker.BusException;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.broker.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A short visit to the bus, for a program that asks something and leaves: connected when it is
 * made, gone when it is closed, and it never tries again. For the command line, from the class
 * path; inside the agent use {@link io.weir.broker.Bus}.
 */
public final class BusClient implements AutoCloseable {
  private final Connection connection;

  private BusClient(Connection connection) {
    this.connection = connection;
  }

  /**
   * @throws BusException if the broker does not answer in time or does not let the user in
   */
  public static BusClient connect(String url, String user, String password, Duration patience) {
    Options options =
        new Options.Builder()
            .server(url)
            .userInfo(user, password)
            // broker.conf: a user hears answers below its own inbox only
            .inboxPrefix("_INBOX." + user + ".")
            .connectionTimeout(patience)
            .noReconnect()
            .reportNoResponders()
            .errorListener(new QuietListener())
            .build();
    try {
      return new BusClient(Nats.connect(options));
    } catch (IOException e) {
      throw new BusException("cannot connect to " + url + " as " + user + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusException("interrupted while connecting to " + url, e);
    }
  }

  /** What goes wrong reaches the caller as an exception; it need not be logged as well. */
  private static final class QuietListener implements io.nats.client.ErrorListener {}

  /**
   * Asks and waits. The calling thread.
   *
   * @throws NobodyListens at once, if nobody does
   * @throws BusException if there is no answer in time
   */
  public Message request(Message message, Duration timeout) {
    try {
      return Wire.toOurs(
          connection
              .requestWithTimeout(Wire.toNats(message), timeout)
              .get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JetStreamStatusException) {
        throw new NobodyListens(message.subject());
      }
      throw new BusException("no answer on " + message.subject(), e);
    } catch (TimeoutException | java.util.concurrent.CancellationException e) {
      throw new BusException(
          "no answer on " + message.subject() + " within " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusException("interrupted while asking " + message.subject(), e);
    }
  }

  /** Hands each message that matches to the handler, on a thread of the client. */
  public Subscription subscribe(String subject, Consumer<Message> handler) {
    Dispatcher dispatcher = connection.createDispatcher(m -> handler.accept(Wire.toOurs(m)));
    dispatcher.subscribe(subject);
    return () -> {
      if (dispatcher.isActive()) {
        connection.closeDispatcher(dispatcher);
      }
    };
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
