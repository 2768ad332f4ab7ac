package io.weir.fleet.mqtt;

import io.weir.fleet.ingest.Arrival;
import io.weir.fleet.ingest.Verdict;
import io.weir.uplink.Topics;
import io.weir.uplink.proto.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
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
 * The fleet's connection to the MQTT broker, for ever. Segments go to the ingest and are
 * acknowledged to the broker only when they were answered, so that what a killed fleet had in hand
 * is delivered again; what counts for the gateway is our own message after the commit. Nothing
 * blocks in a callback. {@link #send} and {@link #answered} may be called from any thread.
 */
public final class FleetLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetLink.class);
  private static final String CLIENT_ID = "fleet";
  private static final int QOS = 1;
  // acknowledgements and commands that the broker has not taken yet
  private static final int MAX_INFLIGHT = 20_000;
  private static final long RETRY_MS = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String url;
  private final Duration patience;
  private volatile MqttAsyncClient client;
  private final MqttConnectOptions options;
  private final Predicate<Arrival> ingest;
  private final StatusDesk statuses;
  private final Acknowledgements pending = new Acknowledgements();
  private final Thread keeper = new Thread(this::keepConnected, "weir-mqtt");
  private final AtomicLong connection = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final Set<CompletableFuture<Void>> sending = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean subscribed;

  /**
   * Begins to connect; returns at once.
   *
   * @param url {@code ssl://host:port}
   * @param ingest takes a segment or says that it cannot now
   */
  public FleetLink(
      String url, TlsIdentity identity, Predicate<Arrival> ingest, StatusDesk statuses) {
    this(url, identity, ingest, statuses, PATIENCE);
  }

  /**
   * @param patience how long the broker may take for an answer while the connection is made
   */
  FleetLink(
      String url,
      TlsIdentity identity,
      Predicate<Arrival> ingest,
      StatusDesk statuses,
      Duration patience) {
    this.url = url;
    this.patience = patience;
    this.ingest = ingest;
    this.statuses = statuses;
    client = client();
    options = new MqttConnectOptions();
    // else Paho tries 3.1 after a refusal and hides the reason
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    // the broker keeps for a restarting fleet what is on its way
    options.setCleanSession(false);
    options.setKeepAliveInterval(20);
    options.setConnectionTimeout(10);
    options.setMaxInflight(MAX_INFLIGHT);
    if (identity != null) {
      options.setSocketFactory(identity.socketFactory());
      options.setHttpsHostnameVerificationEnabled(true);
    }
    keeper.setDaemon(true);
    keeper.start();
  }

  private MqttAsyncClient client() {
    try {
      var made = new MqttAsyncClient(url, CLIENT_ID, new MemoryPersistence());
      made.setManualAcks(true);
      made.setCallback(new Callback(made));
      return made;
    } catch (MqttException e) {
      throw new IllegalArgumentException("not an MQTT address: " + url, e);
    }
  }

  public boolean isConnected() {
    return subscribed && client.isConnected();
  }

  /** Segments that were dropped because the ingest was full; gateways send them again. */
  public long dropped() {
    return dropped.get();
  }

  private void keepConnected() {
    boolean told = false;
    while (!pause()) {
      if (isConnected()) {
        continue;
      }
      try {
        subscribed = false;
        connect();
        LOG.atInfo().addKeyValue("broker", url).log("connected to the broker");
        told = false;
      } catch (MqttException e) {
        if (!told) {
          LOG.atWarn()
              .addKeyValue("broker", url)
              .setCause(e)
              .log("no connection to the broker; trying on");
          told = true;
        }
        giveUp();
      }
    }
  }

  /**
   * A client whose attempt got no answer counts as connecting for ever: the next attempt has one of
   * its own. Closing the old one may wait for its socket, so nobody waits for that.
   */
  private void giveUp() {
    MqttAsyncClient old = client;
    client = client();
    sending.forEach(
        done -> done.completeExceptionally(new IOException("the connection was given up")));
    Thread closing =
        new Thread(
            () -> {
              try {
                old.disconnectForcibly(0, 1, false);
                old.close(true);
              } catch (MqttException e) {
                LOG.atDebug().setCause(e).log("a connection that was given up did not close");
              }
            },
            "weir-mqtt-closing");
    closing.setDaemon(true);
    closing.start();
  }

  /** Waits a little, and says whether this is the end. */
  private boolean pause() {
    try {
      return stop.await(connection.get() == 0 ? 0 : RETRY_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void connect() throws MqttException {
    connection.incrementAndGet();
    if (!client.isConnected()) {
      client.connect(options).waitForCompletion(patience.toMillis());
    }
    // a shared subscription gets no retained messages: the status has one of its own
    String[] topics = {"$share/fleet/weir/+/up/segment", "weir/+/up/status"};
    client.subscribe(topics, new int[] {QOS, QOS}).waitForCompletion(patience.toMillis());
    subscribed = true;
  }

  /** Sends a command; done when the broker has it, failed when it has not. */
  public CompletableFuture<Void> send(String serial, Command command) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    sending.add(done);
    done.whenComplete((nothing, failed) -> sending.remove(done));
    try {
      client.publish(
          Topics.command(serial),
          command.toByteArray(),
          QOS,
          false,
          null,
          new IMqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              done.complete(null);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
              done.completeExceptionally(cause);
            }
          });
    } catch (MqttException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  /** Sends the acknowledgements of a batch. Called by the ingest's thread. */
  public void answered() {
    for (Acknowledgements.Down down : pending.take()) {
      try {
        client.publish(Topics.ack(down.serial()), down.ack().toByteArray(), QOS, false);
      } catch (MqttException e) {
        // the gateway will send again and be told then
        LOG.atDebug().addKeyValue("serial", down.serial()).setCause(e).log("ack not sent");
      }
    }
  }

  private void answer(Verdict verdict, Delivery delivery) {
    pending.add(verdict);
    if (verdict instanceof Verdict.Unreadable || verdict instanceof Verdict.Refused) {
      LOG.atWarn().addKeyValue("verdict", verdict).log("segment refused");
    }
    complete(delivery);
  }

  private void complete(Delivery delivery) {
    // message ids belong to a connection: on the next one this id may be another message
    if (delivery.qos() > 0
        && delivery.from() == client
        && delivery.connection() == connection.get()) {
      try {
        delivery.from().messageArrivedComplete(delivery.id(), delivery.qos());
      } catch (MqttException e) {
        LOG.atDebug().setCause(e).log("the broker will deliver a message again");
      }
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      keeper.join(2_000);
      if (client.isConnected()) {
        client.disconnectForcibly(500, 1_000);
      }
      client.close(true);
    } catch (MqttException e) {
      LOG.atDebug().setCause(e).log("the broker's connection did not close cleanly");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A message as the broker handed it over, on which connection. */
  private record Delivery(MqttAsyncClient from, long connection, int id, int qos) {}

  private final class Callback implements MqttCallback {
    // one that was given up may go on delivering for a while
    private final MqttAsyncClient owner;

    Callback(MqttAsyncClient owner) {
      this.owner = owner;
    }

    @Override
    public void connectionLost(Throwable cause) {
      if (stop.getCount() > 0) {
        LOG.atWarn().setCause(cause).log("connection to the broker lost");
      }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Delivery delivery = new Delivery(owner, connection.get(), message.getId(), message.getQos());
      Topics.Address address = Topics.parse(topic).orElse(null);
      if (address != null && address.channel() == Topics.Channel.SEGMENT) {
        Arrival arrival =
            new Arrival(
                address.serial(), message.getPayload(), verdict -> answer(verdict, delivery));
        if (!ingest.test(arrival)) {
          dropped.incrementAndGet();
          complete(delivery);
        }
        return;
      }
      if (address != null && address.channel() == Topics.Channel.STATUS) {
        statuses.offer(address.serial(), message.getPayload(), message.isRetained());
      }
      complete(delivery);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // whoever waits has a listener of its own
    }
  }
}
