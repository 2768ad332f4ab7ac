package io.weir.bridge;

import io.weir.broker.Bus;
import io.weir.broker.BusState;
import io.weir.broker.Landed;
import io.weir.broker.Landing;
import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.broker.PublisherStats;
import io.weir.broker.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A bus in memory: requests find their handler, what is published lands and is kept until
 * acknowledged.
 */
public final class FakeBus implements Bus {
  private final List<Loss> losses = new ArrayList<>();
  private final List<Message> sent = new CopyOnWriteArrayList<>();
  private final Map<String, Function<Message, CompletableFuture<Message>>> responders =
      new ConcurrentHashMap<>();
  private final Map<String, Consumer<Message>> subscribers = new ConcurrentHashMap<>();
  private final List<Landed> stream = new ArrayList<>();
  private final List<Landed> handedOut = new ArrayList<>();
  private final List<Message> requests = new CopyOnWriteArrayList<>();
  private volatile Predicate<Message> refused = message -> false;
  private long sequence;
  private Instant clock = Instant.parse("2026-03-01T00:00:00Z");

  /** Answers requests on a subject. */
  public void answer(String subject, Function<Message, CompletableFuture<Message>> responder) {
    responders.put(subject, responder);
  }

  /** What was sent without an answer awaited. */
  public List<Message> sent() {
    return sent;
  }

  public List<Message> sent(String subject) {
    return sent.stream().filter(message -> message.subject().equals(subject)).toList();
  }

  public List<Message> requests() {
    return requests;
  }

  /** Lets a message land in the stream. */
  public synchronized Landed land(Message message) {
    clock = clock.plusNanos(1_000);
    Landed landed = new Landed(++sequence, clock, 1, message);
    stream.add(landed);
    notifyAll();
    return landed;
  }

  /** The broker begins its numbers anew, as after the loss of its store. */
  public synchronized void loseStream() {
    stream.clear();
    handedOut.clear();
    sequence = 0;
  }

  /** Hands out again what was handed out and not acknowledged, as after a restart of the agent. */
  public synchronized void redeliver() {
    handedOut.clear();
    notifyAll();
  }

  /** Puts a message into the stream once more that was acknowledged already. */
  public synchronized void handOutAgain(Landed landed) {
    stream.add(
        new Landed(
            landed.sequence(), landed.storedAt(), landed.deliveries() + 1, landed.message()));
    notifyAll();
  }

  /** As a broker that loses what it acknowledged. */
  public synchronized void forget(Landed lost) {
    stream.remove(lost);
  }

  /** Messages that were not acknowledged. */
  public synchronized int kept() {
    return stream.size();
  }

  @Override
  public BusState state() {
    return new BusState(true, "fake", 0, "");
  }

  /** As a client does with what the broker would not take. */
  public void refuseToSend(Predicate<Message> which) {
    refused = which;
  }

  @Override
  public void send(Message message) {
    if (refused.test(message)) {
      throw new IllegalArgumentException("too large");
    }
    sent.add(message);
    Consumer<Message> subscriber = subscribers.get(message.subject());
    if (subscriber != null) {
      subscriber.accept(message);
    }
  }

  /** Hands a message to the subscriber of exactly this pattern. */
  public void deliver(String pattern, Message message) {
    Consumer<Message> subscriber = subscribers.get(pattern);
    if (subscriber == null) {
      throw new AssertionError("nobody subscribed " + pattern + ", only " + subscribers.keySet());
    }
    subscriber.accept(message);
  }

  public boolean subscribed(String pattern) {
    return subscribers.containsKey(pattern);
  }

  @Override
  public CompletableFuture<Message> request(Message message, Duration timeout) {
    requests.add(message);
    var responder = responders.get(message.subject());
    return responder == null
        ? CompletableFuture.failedFuture(new NobodyListens(message.subject()))
        : responder.apply(message);
  }

  @Override
  public Subscription subscribe(String subject, Consumer<Message> handler) {
    subscribers.put(subject, handler);
    return () -> subscribers.remove(subject);
  }

  @Override
  public boolean publish(Message message) {
    land(message);
    return true;
  }

  @Override
  public synchronized void lost(Loss loss) {
    losses.add(loss);
  }

  @Override
  public synchronized List<Loss> takeLost() {
    List<Loss> taken = List.copyOf(losses);
    losses.clear();
    return taken;
  }

  @Override
  public PublisherStats published() {
    return new PublisherStats(0, 0, 0, 0, 0);
  }

  @Override
  public Landing landing(String durable) {
    return new FakeLanding();
  }

  private final class FakeLanding implements Landing {
    private final List<Landed> fetched = new ArrayList<>();

    @Override
    public List<Landed> fetch(int max, Duration wait) throws InterruptedException {
      synchronized (FakeBus.this) {
        List<Landed> next = next(max);
        if (next.isEmpty()) {
          FakeBus.this.wait(Math.max(1, wait.toMillis()));
          next = next(max);
        }
        handedOut.addAll(next);
        fetched.addAll(next);
        return next;
      }
    }

    private List<Landed> next(int max) {
      return stream.stream()
          .filter(one -> handedOut.stream().noneMatch(out -> out == one))
          .limit(max)
          .toList();
    }

    @Override
    public Optional<Landed> look(long sequence) {
      synchronized (FakeBus.this) {
        return stream.stream().filter(one -> one.sequence() == sequence).findFirst();
      }
    }

    @Override
    public void acknowledge(Landed last) {
      synchronized (FakeBus.this) {
        int end = fetched.lastIndexOf(last);
        List<Landed> safe = List.copyOf(fetched.subList(0, end + 1));
        stream.removeIf(one -> safe.stream().anyMatch(other -> other == one));
        fetched.subList(0, end + 1).clear();
      }
    }

    @Override
    public void close() {}
  }
}
