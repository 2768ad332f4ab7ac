package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.weir.broker.Bus;
import io.weir.broker.BusException;
import io.weir.broker.BusState;
import io.weir.broker.Landing;
import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.broker.PublisherStats;
import io.weir.broker.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bus over NATS. Ready when constructed, connected when the broker is there. */
@Component(service = Bus.class, configurationPid = "io.weir.broker")
@Designate(ocd = BrokerConfig.class)
public final class NatsBus implements Bus {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");

  // more than this in the socket's queue means that the broker does not read
  private static final long MAX_UNSENT_BYTES = 4 << 20;

  private final Link link;
  private final PublishQueue queue;
  private final LossBook losses = new LossBook();
  private final Changes changes = new Changes(Ticker.SYSTEM);
  private final Publisher publisher;
  private final Keeper keeper;
  private final Set<LiveSubscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final AtomicLong dropped = new AtomicLong();
  private volatile Runnable restart;

  @Activate
  public NatsBus(BrokerConfig config, BundleContext context) {
    this(
        Settings.of(
            config, context.getProperty("weir.data"), context.getProperty("weir.broker.url")));
  }

  NatsBus(Settings settings) {
    link = new Link(settings, this::connectionChanged);
    queue = new PublishQueue(settings.publisherMaxBytes(), UUID.randomUUID().toString());
    EventsStream stream = new EventsStream(settings.streamMaxBytes());
    keeper = new Keeper(settings, link, stream, this::streamStands, this::restartBroker);
    publisher = new Publisher(link, queue, keeper::wake);
    publisher.start();
    keeper.start();
  }

  /** Whoever can restart the broker; optional, comes and goes. */
  @Reference(
      target = "(weir.action=restart-broker)",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setRestart(Runnable action) {
    restart = action;
  }

  void unsetRestart(Runnable action) {
    if (restart == action) {
      restart = null;
    }
  }

  @Override
  public BusState state() {
    boolean connected = link.live() != null;
    String detail = connected ? keeper.problem() : link.problem();
    if (connected && detail.isEmpty()) {
      detail = publisher.problem();
    } else if (!connected && detail.isEmpty()) {
      detail = "reconnecting";
    }
    return new BusState(connected, link.server(), Math.max(0, link.generation() - 1), detail);
  }

  @Override
  public void send(Message message) {
    Subjects.requireSendable(message);
    Connection live = link.live();
    try {
      if (live != null && live.outgoingPendingBytes() < MAX_UNSENT_BYTES) {
        live.publish(Wire.toNats(message));
        return;
      }
    } catch (IllegalStateException e) {
      LOG.atDebug().setCause(e).log("the connection broke while sending");
    }
    dropped.incrementAndGet();
  }

  @Override
  public CompletableFuture<Message> request(Message message, Duration timeout) {
    Subjects.requireSendable(message);
    CompletableFuture<Message> answer = new CompletableFuture<>();
    Connection live = link.live();
    if (live == null) {
      answer.completeExceptionally(
          new BusException("no connection to ask " + message.subject() + ": " + link.problem()));
      return answer;
    }
    try {
      live.requestWithTimeout(Wire.toNats(message), timeout)
          .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
          .whenComplete(
              (found, error) -> {
                if (error == null) {
                  answer.complete(Wire.toOurs(found));
                } else {
                  answer.completeExceptionally(failure(message.subject(), timeout, error));
                }
              });
    } catch (IllegalStateException e) {
      answer.completeExceptionally(
          new BusException("the connection broke while asking " + message.subject(), e));
    }
    return answer;
  }

  private static BusException failure(String subject, Duration timeout, Throwable error) {
    if (error instanceof JetStreamStatusException) {
      return new NobodyListens(subject);
    }
    return error instanceof TimeoutException
        ? new BusException("no answer on " + subject + " within " + timeout.toMillis() + " ms")
        : new BusException("no answer on " + subject, error);
  }

  @Override
  public Subscription subscribe(String subject, Consumer<Message> handler) {
    Subjects.requireSubject(subject, true);
    LiveSubscription subscription =
        new LiveSubscription(subject, handler, link.workers(), subscriptions::remove);
    subscriptions.add(subscription);
    attach(subscription);
    return subscription;
  }

  @Override
  public boolean publish(Message message) {
    Subjects.requireInStream(message);
    boolean taken = queue.offer(message);
    publisher.wake();
    return taken;
  }

  @Override
  public void lost(Loss loss) {
    losses.add(loss);
  }

  @Override
  public List<Loss> takeLost() {
    return losses.take();
  }

  @Override
  public PublisherStats published() {
    return queue.stats();
  }

  @Override
  public Landing landing(String durable) {
    if (!durable.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "durable must be 1 to 64 letters, digits, _ or -, was '" + durable + "'");
    }
    return new PullLanding(link, durable, changes, keeper::wake);
  }

  private void connectionChanged() {
    subscriptions.forEach(this::attach);
    publisher.wake();
    keeper.wake();
    changes.tell();
    long lost = link.live() == null ? 0 : dropped.getAndSet(0);
    if (lost > 0) {
      // readings are not among them: they go through the queue, which keeps them
      LOG.atInfo()
          .addKeyValue("messages", lost)
          .log("heartbeats and answers were not sent for want of a connection; no reading is lost");
    }
  }

  private void attach(LiveSubscription subscription) {
    Connection live = link.live();
    if (live != null) {
      try {
        subscription.attach(link.dispatcher(live));
      } catch (IllegalStateException e) {
        LOG.atDebug().setCause(e).log("the connection broke, the next one gets the subscription");
      }
    }
  }

  private void streamStands(boolean stands) {
    publisher.open(stands);
    changes.tell();
  }

  private void restartBroker() {
    Runnable action = restart;
    if (action == null) {
      LOG.atWarn().log("nobody here can restart the broker");
      return;
    }
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the broker could not be restarted");
    }
  }

  @Deactivate
  void close() {
    publisher.close();
    keeper.close();
    link.close();
  }
}
