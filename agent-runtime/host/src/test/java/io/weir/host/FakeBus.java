package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.BusState;
import io.weir.broker.Landing;
import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.broker.PublisherStats;
import io.weir.broker.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A bus in memory: exact subjects, handlers on the caller's thread, everything remembered. */
final class FakeBus implements Bus {
  final List<Loss> losses = new CopyOnWriteArrayList<>();
  final List<Message> sent = new CopyOnWriteArrayList<>();
  final List<Message> published = new CopyOnWriteArrayList<>();
  private final Map<String, List<Consumer<Message>>> handlers = new ConcurrentHashMap<>();
  volatile boolean full;
  volatile long waitingBytes;

  @Override
  public BusState state() {
    return new BusState(true, "fake", 0, "");
  }

  @Override
  public void send(Message message) {
    sent.add(message);
    handlers.getOrDefault(message.subject(), List.of()).forEach(one -> one.accept(message));
  }

  @Override
  public CompletableFuture<Message> request(Message message, Duration timeout) {
    CompletableFuture<Message> answer = new CompletableFuture<>();
    if (handlers.getOrDefault(message.subject(), List.of()).isEmpty()) {
      answer.completeExceptionally(new NobodyListens(message.subject()));
      return answer;
    }
    String inbox = "_INBOX.test." + System.identityHashCode(answer);
    subscribe(inbox, answer::complete);
    send(new Message(message.subject(), message.headers(), message.payload(), inbox));
    return answer;
  }

  @Override
  public Subscription subscribe(String subject, Consumer<Message> handler) {
    List<Consumer<Message>> list =
        handlers.computeIfAbsent(subject, s -> new CopyOnWriteArrayList<>());
    list.add(handler);
    return () -> list.remove(handler);
  }

  @Override
  public boolean publish(Message message) {
    if (full) {
      return false;
    }
    published.add(message);
    return true;
  }

  @Override
  public void lost(Loss loss) {
    losses.add(loss);
  }

  @Override
  public PublisherStats published() {
    return new PublisherStats(published.size(), 0, 0, 0, waitingBytes);
  }

  @Override
  public Landing landing(String durable) {
    throw new UnsupportedOperationException("the host reads no stream");
  }
}
