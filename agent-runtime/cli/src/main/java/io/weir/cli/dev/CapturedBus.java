package io.weir.cli.dev;

import io.weir.broker.Bus;
import io.weir.broker.BusState;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.broker.PublisherStats;
import io.weir.broker.Subscription;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A bus without a broker: keeps what a plugin's host says, in order, and never says anything to it.
 * Any thread.
 */
final class CapturedBus implements Bus {
  private static final int KEPT = 10_000;
  private final BlockingQueue<Message> said = new LinkedBlockingQueue<>(KEPT);

  /** What was said next, or null at the end of the wait. */
  Message next(Duration wait) throws InterruptedException {
    return said.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public BusState state() {
    return new BusState(true, "a test without a broker", 0, "");
  }

  @Override
  public void send(Message message) {
    said.offer(message); // more than can be looked at is dropped, as on a bus without a listener
  }

  @Override
  public CompletableFuture<Message> request(Message message, Duration timeout) {
    return CompletableFuture.failedFuture(new NobodyListens(message.subject()));
  }

  @Override
  public Subscription subscribe(String subject, Consumer<Message> handler) {
    return () -> {}; // nobody else is on this bus
  }

  @Override
  public boolean publish(Message message) {
    return said.offer(message);
  }

  @Override
  public PublisherStats published() {
    return new PublisherStats(0, 0, 0, said.size(), 0);
  }

  @Override
  public Landing landing(String durable) {
    throw new UnsupportedOperationException("there is no stream in a test without a broker");
  }
}
