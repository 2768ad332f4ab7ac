package io.weir.bridge.mqtt;

import io.weir.bridge.tls.Causes;
import io.weir.bridge.uplink.CloudLink;
import io.weir.bridge.uplink.Outage;
import io.weir.bridge.uplink.Outgoing;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the cloud over MQTT 3.1.1 (uplink.md, MQTT link): TLS, client id = serial, QoS 1, our
 * own outbox instead of the client's. Called by {@code weir-uplink}.
 */
public final class MqttLink implements CloudLink {
  private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);

  // as many small segments as the drain sends in place of a full one
  private static final int SMALL_FOR_FULL = 16;
  private static final long CLOSE_MS = 600;
  // a record is 2 to 3 bytes in a segment, and 80 as SenML in JSON
  private static final int SENML_EXPANSION = 32;

  private final MqttSettings settings;
  private MqttSession session;
  private Status birth = Status.getDefaultInstance();
  private Object credentials;
  private LineSockets lines;

  public MqttLink(MqttSettings settings) {
    this.settings = settings;
  }

  /** Publishes that may be under way with a fleet, for a window of so many full segments. */
  public static int inFlight(int window) {
    return window * SMALL_FOR_FULL;
  }

  @Override
  public void connect(Status status, Duration silence, Events events) {
    drop();
    birth = status;
    try {
      // what the files hold is read once: with a link that is away it is many attempts
      if (lines == null || credentialsChanged()) {
        lines = null;
        credentials = settings.credentials();
        lines = settings.lines();
      }
      session = new MqttSession(settings, events);
      session.open(ConnectOptions.of(settings, lines, status, silence), status);
    } catch (IOException e) {
      events.down(Outage.identity(Causes.text(e)));
    } catch (MqttException | IllegalArgumentException e) {
      events.down(Outage.network("cannot use " + settings.url() + ": " + e.getMessage()));
    }
  }

  @Override
  public List<Long> send(List<Outgoing> segments) {
    return session.send(segments);
  }

  @Override
  public int expansion() {
    return settings.publishing().payload() == Payload.SEGMENT ? 1 : SENML_EXPANSION;
  }

  @Override
  public void announce(Status status) {
    birth = status;
    session.announce(status);
  }

  @Override
  public boolean credentialsChanged() {
    return !settings.credentials().equals(credentials);
  }

  @Override
  public void drop() {
    MqttSession old = session;
    session = null;
    if (old != null) {
      old.mute();
      ending(old::end);
    }
  }

  @Override
  public void close() {
    MqttSession old = session;
    session = null;
    if (old == null) {
      return;
    }
    Thread ending =
        ending(
            () -> {
              old.goodbye(ConnectOptions.gone(birth));
              old.end();
            });
    try {
      ending.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (ending.isAlive()) {
      LOG.atDebug().log("the connection did not end in time, left to itself");
    }
  }

  /** Ending waits for the client's threads, which may be stuck in the network. */
  private static Thread ending(Runnable what) {
    Thread thread = new Thread(what, "weir-mqtt-end");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
