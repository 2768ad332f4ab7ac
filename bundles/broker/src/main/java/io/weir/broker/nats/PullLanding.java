package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.PullRequestOptions;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.MessageInfo;
import io.weir.broker.BusException;
import io.weir.broker.Landed;
import io.weir.broker.Landing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stream through a durable pull consumer. Requests for messages are made with plain
 * publishes to JetStream's API, so that a batch comes as soon as there is one message and every
 * status of the broker is seen here.
 *
 * <p>Each message is acknowledged by itself: nats-server 2.9 demands it for a work queue, and an
 * acknowledgement of "all up to" would take along what was lost on a connection that broke.
 */
final class PullLanding implements Landing {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");
  private static final byte[] ACK = "+ACK".getBytes(StandardCharsets.US_ASCII);

  // a group commit takes far less; a recorder that hangs so long will see its messages again
  private static final Duration ACK_WAIT = Duration.ofSeconds(60);
  // 10 s at 1,000 packs a second without a commit, then the broker holds the rest
  private static final long MAX_UNACKNOWLEDGED = 10_000;
  private static final Duration PULL_LASTS = Duration.ofSeconds(20);
  private static final long PULL_MAX_BYTES = 2 << 20;
  private static final Duration API_WAIT = Duration.ofSeconds(2);
  private static final int NO_SUCH_MESSAGE = 10037;
  private static final Duration RETRY = Duration.ofMillis(250);

  private final Link link;
  private final String durable;
  private final Changes changes;
  private final Ticker ticker;
  private final Runnable streamMissing;
  private final Deque<Unsafe> unsafe = new ArrayDeque<>();

  private long generation = -1;
  private Connection connection;
  private Subscription inbox;
  private String inboxSubject;
  private int requested;
  private long pullEnds;
  private volatile boolean closed;

  /** A message that was handed out and not acknowledged yet. */
  private record Unsafe(long sequence, java.time.Instant storedAt, String ackSubject) {}

  /**
   * @param changes says when it makes sense to look for a connection and the stream again
   * @param streamMissing called when there is no stream to read; must not wait
   */
  PullLanding(Link link, String durable, Changes changes, Runnable streamMissing) {
    this.link = link;
    this.durable = durable;
    this.changes = changes;
    this.ticker = changes.ticker();
    this.streamMissing = streamMissing;
  }

  @Override
  public List<Landed> fetch(int max, Duration wait) throws InterruptedException {
    long end = ticker.nanos() + wait.toNanos();
    List<Landed> landed = new ArrayList<>();
    while (landed.isEmpty() && !closed) {
      long left = Math.min(end - ticker.nanos(), RETRY.toNanos());
      if (left <= 0) {
        break;
      }
      long seen = changes.count();
      if (ready(max)) {
        take(next(Duration.ofNanos(left)), landed);
      } else {
        changes.await(seen, left);
      }
    }
    while (!landed.isEmpty() && landed.size() < max && take(next(null), landed)) {
      // what is here already comes along
    }
    return landed;
  }

  /** Makes sure that messages have been asked for. False while that is impossible. */
  private boolean ready(int max) {
    Connection now = link.live();
    if (now == null) {
      return false;
    }
    try {
      if (generation != link.generation()) {
        begin(now);
      }
      if (requested <= 0 || ticker.nanos() - pullEnds > 0) {
        pull(now, max);
      }
      return true;
    } catch (IOException | JetStreamApiException | IllegalStateException e) {
      LOG.atDebug().addKeyValue("durable", durable).setCause(e).log("cannot read the stream now");
      generation = -1;
      streamMissing.run();
      return false;
    }
  }

  private void begin(Connection now) throws IOException, JetStreamApiException {
    long begun = link.generation();
    management(now)
        .addOrUpdateConsumer(
            EventsStream.NAME,
            ConsumerConfiguration.builder()
                .durable(durable)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(ACK_WAIT)
                .maxAckPending(MAX_UNACKNOWLEDGED)
                .build());
    if (now != connection) {
      connection = now;
      inboxSubject = now.createInbox();
      inbox = now.subscribe(inboxSubject);
    }
    requested = 0;
    generation = begun;
  }

  private void pull(Connection now, int max) {
    byte[] request =
        PullRequestOptions.builder(max)
            .maxBytes(PULL_MAX_BYTES)
            .expiresIn(PULL_LASTS)
            .build()
            .serialize();
    now.publish(
        "$JS.API.CONSUMER.MSG.NEXT." + EventsStream.NAME + "." + durable, inboxSubject, request);
    requested = max;
    // the broker ends it by a status message; should that be lost, so does this
    pullEnds = ticker.nanos() + PULL_LASTS.plusSeconds(1).toNanos();
  }

  private io.nats.client.Message next(Duration wait) throws InterruptedException {
    try {
      return inbox.nextMessage(wait);
    } catch (IllegalStateException e) {
      // the connection was closed for good; Link makes another
      connection = null;
      generation = -1;
      return null;
    }
  }

  /** Returns whether there was a message of any kind. */
  private boolean take(io.nats.client.Message message, List<Landed> landed) {
    if (message == null) {
      return false;
    }
    if (message.isStatusMessage()) {
      ended(message.getStatus().getCode(), message.getStatus().getMessage());
      return true;
    }
    requested--;
    var meta = message.metaData();
    var storedAt = meta.timestamp().toInstant();
    unsafe.addLast(new Unsafe(meta.streamSequence(), storedAt, message.getReplyTo()));
    landed.add(
        new Landed(meta.streamSequence(), storedAt, meta.deliveredCount(), landedMessage(message)));
    return true;
  }

  private static io.weir.broker.Message landedMessage(io.nats.client.Message message) {
    var ours = Wire.toOurs(message);
    return new io.weir.broker.Message(ours.subject(), ours.headers(), ours.payload(), null);
  }

  /** 408 is the normal end of a request and 409 mostly its size; all else asks for a new look. */
  private void ended(int code, String text) {
    requested = 0;
    boolean deleted = text != null && text.contains("Deleted");
    if (code != 408 && (code != 409 || deleted)) {
      LOG.atDebug().addKeyValue("code", code).addKeyValue("text", text).log("reading was ended");
      generation = -1;
      streamMissing.run();
    }
  }

  @Override
  public Optional<Landed> look(long sequence) {
    Connection now = link.live();
    if (now == null) {
      throw new BusException("there is no connection to the broker");
    }
    try {
      MessageInfo found = management(now).getMessage(EventsStream.NAME, sequence);
      return Optional.of(new Landed(sequence, found.getTime().toInstant(), 1, Wire.toOurs(found)));
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() == NO_SUCH_MESSAGE) {
        return Optional.empty();
      }
      throw new BusException("the broker does not show message " + sequence, e);
    } catch (IOException | IllegalStateException e) {
      throw new BusException("the broker cannot be asked for message " + sequence, e);
    }
  }

  private static JetStreamManagement management(Connection of) throws IOException {
    return of.jetStreamManagement(JetStreamOptions.builder().requestTimeout(API_WAIT).build());
  }

  @Override
  public void acknowledge(Landed last) {
    if (unsafe.stream().noneMatch(one -> is(one, last))) {
      return;
    }
    Connection now = link.live();
    Unsafe one;
    do {
      one = unsafe.removeFirst();
      if (now != null) {
        send(now, one.ackSubject());
      }
    } while (!is(one, last));
  }

  private static boolean is(Unsafe one, Landed landed) {
    return one.sequence() == landed.sequence() && one.storedAt().equals(landed.storedAt());
  }

  private static void send(Connection to, String ackSubject) {
    try {
      to.publish(ackSubject, ACK);
    } catch (IllegalStateException e) {
      // the connection broke just now: the broker will hand the message out once more
      LOG.atDebug().setCause(e).log("acknowledgement lost");
    }
  }

  @Override
  public void close() {
    closed = true;
    Connection now = connection;
    if (now != null && now.getStatus() != Connection.Status.CLOSED && inbox.isActive()) {
      inbox.unsubscribe();
    }
  }
}
