package io.weir.samples.mqtt;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * One connection to the broker and its subscriptions, from its making to its loss. Made and closed
 * by one thread; messages come on the client's.
 */
final class Session implements MqttCallback, AutoCloseable {

  private static final int REFUSED = 0x80; // MQTT 3.1.1 s3.9.3
  private static final int WAIT_MS = 10_000;

  private final MqttClient client;
  private final Inbox inbox;
  private volatile String lost;

  private Session(MqttClient client, Inbox inbox) {
    this.client = client;
    this.inbox = inbox;
  }

  /**
   * Connects and subscribes; ten seconds each at most.
   *
   * @throws IOException saying why it did not work
   */
  static Session open(
      String url, String id, MqttConnectOptions options, List<String> topics, int qos, Inbox inbox)
      throws IOException {
    Session session = null;
    try {
      MqttClient client = new MqttClient(url, id, new MemoryPersistence());
      session = new Session(client, inbox);
      client.setTimeToWait(WAIT_MS);
      client.setCallback(session);
      client.connect(options);
      session.subscribe(topics, qos);
      return session;
    } catch (MqttException | IOException | IllegalArgumentException e) {
      if (session != null) {
        session.close();
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("no connection to " + url + ": " + cause.getMessage(), e);
    }
  }

  private void subscribe(List<String> topics, int qos) throws MqttException, IOException {
    int[] wanted = new int[topics.size()];
    Arrays.fill(wanted, qos);
    int[] granted =
        client.subscribeWithResponse(topics.toArray(String[]::new), wanted).getGrantedQos();
    for (int i = 0; i < granted.length; i++) {
      if (granted[i] == REFUSED) {
        throw new IOException("the broker refuses the subscription to " + topics.get(i));
      }
    }
  }

  /** Why it is over; null while it is not. */
  String lost() {
    return lost;
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    inbox.message(topic, message.getPayload(), message.isRetained());
  }

  @Override
  public void connectionLost(Throwable cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    lost = "the connection was lost: " + root.getMessage();
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {
    // nothing is ever sent
  }

  /** Lets go of socket and threads; half a second at worst. */
  @Override
  public void close() {
    try {
      client.disconnectForcibly(0, 500, lost == null);
    } catch (MqttException e) {
      lost = e.getMessage(); // it was over already
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      lost = e.getMessage();
    }
  }
}
