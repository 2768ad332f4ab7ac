package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.BusException;
import io.weir.broker.BusState;
import io.weir.broker.Landing;
import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.broker.PublisherStats;
import io.weir.broker.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bus as a plugin in a process of its own has it: everything goes through the agent, which
 * passes on what this plugin may say. Exact subjects only. Handlers run on the thread that reads,
 * so they must not block; the host's do not. Any thread.
 */
final class ChildBus implements Bus {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");

  private static final int MOST_EARLY = 64;

  private final FrameQueue out;
  private final Map<String, List<Consumer<Message>>> handlers = new ConcurrentHashMap<>();
  private final ArrayDeque<Message> early = new ArrayDeque<>();
  private final Map<String, Loss> losses = new LinkedHashMap<>();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  ChildBus(FrameQueue out) {
    this.out = out;
  }

  /**
   * The agent has a message for whoever has subscribed, or does so soon: a configuration that
   * changes takes the plugin away for a moment.
   */
  void deliver(Message message) {
    synchronized (early) {
      if (handlers.getOrDefault(message.subject(), List.of()).isEmpty()) {
        early.addLast(message);
        if (early.size() > MOST_EARLY) {
          early.removeFirst();
        }
        return;
      }
    }
    handlers.get(message.subject()).forEach(handler -> deliver(message, handler));
  }

  private static void deliver(Message message, Consumer<Message> handler) {
    try {
      handler.accept(message);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("subject", message.subject()).setCause(e).log("handler failed");
    }
  }

  @Override
  public BusState state() {
    return new BusState(true, "through the agent", 0, "");
  }

  @Override
  public void send(Message message) {
    if (!out.offer(new Frame(Frame.Kind.SEND, message))) {
      LOG.atDebug().addKeyValue("subject", message.subject()).log("not sent: too much waits");
    }
    tell();
  }

  @Override
  public CompletableFuture<Message> request(Message message, Duration timeout) {
    return CompletableFuture.failedFuture(
        new BusException("a plugin in a process of its own cannot ask others"));
  }

  @Override
  public Subscription subscribe(String subject, Consumer<Message> handler) {
    List<Consumer<Message>> list =
        handlers.computeIfAbsent(subject, key -> new CopyOnWriteArrayList<>());
    List<Message> waited;
    synchronized (early) {
      list.add(handler);
      waited = early.stream().filter(one -> one.subject().equals(subject)).toList();
      early.removeAll(waited);
    }
    waited.forEach(message -> deliver(message, handler));
    return () -> list.remove(handler);
  }

  @Override
  public boolean publish(Message message) {
    boolean taken = out.offer(new Frame(Frame.Kind.PUBLISH, message));
    (taken ? published : refused).incrementAndGet();
    tell();
    return taken;
  }

  @Override
  public void lost(Loss loss) {
    synchronized (losses) {
      losses.merge(loss.subject() + ' ' + loss.reason(), loss, Loss::and);
    }
    tell();
  }

  /** Hands over what was given up as soon as there is room; until then it is summed up. */
  private void tell() {
    synchronized (losses) {
      losses.values().removeIf(loss -> out.offer(ChildLosses.frame(loss)));
    }
  }

  @Override
  public PublisherStats published() {
    return new PublisherStats(published.get(), refused.get(), 0, 0, out.waiting());
  }

  @Override
  public Landing landing(String durable) {
    throw new UnsupportedOperationException("a plugin in a process of its own reads no stream");
  }
}
