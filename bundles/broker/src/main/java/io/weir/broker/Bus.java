package io.weir.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The local broker. There is always a Bus, connected or not: it connects in the background for
 * ever, and subscriptions and landings survive every reconnection. All methods may be called from
 * any thread and none waits for the network.
 */
@ProviderType
public interface Bus {

  /** How the connection stands now. */
  BusState state();

  /**
   * Sends at most once, for what may be lost (heartbeats, answers). Dropped and counted while there
   * is no connection.
   *
   * @throws IllegalArgumentException if the subject is not one that may be sent to, or the payload
   *     is over 256 KiB
   */
  void send(Message message);

  /**
   * Sends and waits for one answer. Completes with {@link NobodyListens} at once when nobody does,
   * and with {@link BusException} at the timeout or without a connection.
   */
  CompletableFuture<Message> request(Message message, Duration timeout);

  /**
   * Hands each message that matches to the handler, in order and one at a time, on a thread of the
   * bus. A handler may block: it delays its own subscription only, and when 1,000 messages wait,
   * more are dropped. A handler that throws is logged and gets the next message.
   *
   * @param subject may hold the wildcards {@code *} and {@code >}
   */
  Subscription subscribe(String subject, Consumer<Message> handler);

  /**
   * Offers a message to the bounded publisher, which keeps it until the stream has stored it and
   * sends it again under the same message id until then. Never blocks.
   *
   * @return false if the publisher is full: nothing was taken, the refusal was counted
   */
  boolean publish(Message message);

  /**
   * Notes readings that are given up, for instance because {@link #publish} refused them, so that
   * whoever records can tell the cloud of them. Never blocks.
   */
  default void lost(Loss loss) {}

  /** Hands over what was noted since the last call, one sum for each subject and reason. */
  default List<Loss> takeLost() {
    return List.of();
  }

  /** What {@link #publish} did since the start. */
  PublisherStats published();

  /**
   * The stream's messages for one durable reader. The same name always gives the same place in the
   * stream.
   */
  Landing landing(String durable);
}
