package io.weir.bridge.mqtt;

import io.weir.bridge.uplink.CloudLink.Events;
import io.weir.bridge.uplink.Outage;
import io.weir.bridge.uplink.Outgoing;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the MQTT broker: connect, subscribe, birth, then segments. Each has a client of
 * its own, so that nothing of a broken one is left over. Called by {@code weir-uplink} and by the
 * client's threads; only {@link #end} and {@link #goodbye} wait.
 */
final class MqttSession implements MqttCallback {
  private static final Logger LOG = LoggerFactory.getLogger(MqttSession.class);
  private static final int AT_LEAST_ONCE = 1;
  // a SUBACK of 0x80 is a refusal (MQTT 3.1.1 s3.9.3)
  private static final int REFUSED = 0x80;
  private static final long GOODBYE_MS = 250;

  private final MqttSettings settings;
  private final Publishing topics;
  private final Events events;
  private final Publications publications;
  private final PublishQueue queue;
  private final AtomicBoolean over = new AtomicBoolean();
  private final MqttAsyncClient client;

  MqttSession(MqttSettings settings, Events events) throws MqttException {
    this.settings = settings;
    this.events = events;
    topics = settings.publishing();
    publications = new Publications(settings.serial(), topics, InstantSource.system());
    // one place is for the birth message
    queue = new PublishQueue(settings.inFlight() - 1);
    client =
        new MqttAsyncClient(settings.clientUrl(), settings.clientId(), new MemoryPersistence());
    client.setCallback(this);
    // a command is acknowledged when the journal has it, not when it was handed over
    client.setManualAcks(true);
  }

  void open(MqttConnectOptions options, Status birth) {
    try {
      client.connect(options, null, then(connected -> greet(birth)));
    } catch (MqttException e) {
      over(MqttOutage.of(e));
    }
  }

  /**
   * Subscribes and sends the birth together: on a far line each waiting is a tenth of a second. The
   * broker takes them in their order.
   */
  private void greet(Status birth) throws MqttException {
    if (!over.get()) {
      events.reached();
    }
    String[] wanted =
        Stream.of(topics.ack(), topics.command()).filter(t -> !t.isEmpty()).toArray(String[]::new);
    AtomicInteger missing = new AtomicInteger(1);
    Step next =
        done -> {
          if (missing.decrementAndGet() == 0) {
            up();
          }
        };
    if (wanted.length > 0) {
      missing.incrementAndGet();
      int[] qos = new int[wanted.length];
      Arrays.fill(qos, AT_LEAST_ONCE);
      client.subscribe(wanted, qos, null, then(subscribed -> subscribed(subscribed, next)));
    }
    if (!topics.status().isEmpty()) {
      missing.incrementAndGet();
      publishStatus(birth, then(next));
    }
    next.run(null);
  }

  private void subscribed(IMqttToken token, Step next) throws MqttException {
    if (Arrays.stream(token.getGrantedQos()).anyMatch(qos -> qos == REFUSED)) {
      over(Outage.identity("the cloud refuses the subscription to our own topics"));
    } else {
      next.run(token);
    }
  }

  private void up() {
    if (!over.get()) {
      events.up();
    }
  }

  void announce(Status status) {
    if (topics.status().isEmpty()) {
      return;
    }
    try {
      publishStatus(status, then(announced -> {}));
    } catch (MqttException e) {
      over(MqttOutage.of(e));
    }
  }

  /** Returns the bytes that each segment takes on the line. */
  List<Long> send(List<Outgoing> segments) {
    List<Long> sizes = new ArrayList<>(segments.size());
    for (Outgoing segment : segments) {
      List<Publication> messages = publications.of(segment);
      sizes.add(messages.stream().mapToLong(message -> message.payload().length).sum());
      queue.add(segment, messages);
    }
    publish();
    return sizes;
  }

  private void publish() {
    try {
      for (Publication next = queue.next(); next != null && !over.get(); next = queue.next()) {
        Publication message = next;
        client.publish(
            message.topic(),
            message.payload(),
            AT_LEAST_ONCE,
            false,
            null,
            then(published -> taken(message)));
      }
    } catch (MqttException e) {
      over(MqttOutage.of(e));
    }
  }

  private void taken(Publication message) {
    boolean whole = queue.taken(message);
    if (over.get()) {
      return;
    }
    if (whole) {
      events.delivered(message.seq());
    }
    publish();
  }

  private IMqttToken publishStatus(Status status, IMqttActionListener then) throws MqttException {
    return client.publish(
        topics.status(), Statuses.bytes(settings, status), AT_LEAST_ONCE, true, null, then);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) throws MqttException {
    Runnable taken = () -> acknowledge(message.getId(), message.getQos());
    try {
      if (over.get()) {
        return;
      }
      if (topic.equals(topics.command())) {
        events.command(command(message), taken);
        return;
      }
      if (topic.equals(topics.ack())) {
        events.stored(Ack.parseFrom(message.getPayload()));
      }
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("not a message of ours, ignored");
    }
    taken.run();
  }

  private Command command(MqttMessage message) throws IOException {
    return topics.payload() == Payload.SEGMENT
        ? Command.parseFrom(message.getPayload())
        : PlainCommand.parse(message.getPayload(), Instant.now());
  }

  private void acknowledge(int id, int qos) {
    try {
      client.messageArrivedComplete(id, qos);
    } catch (MqttException e) {
      // the broker sends it again, and whoever took it knows it by its id
      LOG.atDebug().setCause(e).log("a PUBACK was not sent");
    }
  }

  @Override
  public void connectionLost(Throwable cause) {
    over(MqttOutage.of(cause));
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {
    // each publish has a listener of its own
  }

  private void over(Outage outage) {
    if (over.compareAndSet(false, true)) {
      events.down(outage);
    }
  }

  /** No event comes after this. Does not wait. */
  void mute() {
    over.set(true);
  }

  /** Lets go of the socket and the threads. Waits for them, a second or two at worst. */
  void end() {
    mute();
    try {
      client.disconnectForcibly(0, 1, false);
      client.close(true);
    } catch (MqttException e) {
      LOG.atDebug().setCause(e).log("the client did not end cleanly");
    }
  }

  /** Says that we leave, if that is quick. */
  void goodbye(Status gone) {
    mute();
    try {
      if (!topics.status().isEmpty()) {
        publishStatus(gone, null).waitForCompletion(GOODBYE_MS);
      }
      client.disconnect(0).waitForCompletion(GOODBYE_MS);
    } catch (MqttException e) {
      LOG.atDebug().setCause(e).log("no goodbye, the last will says it");
    }
  }

  /** What comes next when an operation worked; when it did not, the connection is over. */
  private IMqttActionListener then(Step next) {
    return new IMqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        try {
          next.run(token);
        } catch (MqttException e) {
          over(MqttOutage.of(e));
        }
      }

      @Override
      public void onFailure(IMqttToken token, Throwable failure) {
        over(MqttOutage.of(failure));
      }
    };
  }

  private interface Step {
    void run(IMqttToken token) throws MqttException;
  }
}
