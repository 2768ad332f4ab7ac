package io.weir.fleet.testing;

import io.weir.fleet.mqtt.TlsIdentity;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A plain MQTT client with a certificate, as a gateway or as an intruder. */
public final class TestClient implements AutoCloseable {
  private final MqttClient client;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

  /** A message as it came. */
  public record Message(String topic, byte[] payload) {}

  public TestClient(String url, String id, Path authority, Path certificate, Path key)
      throws MqttException {
    client = new MqttClient(url, id, new MemoryPersistence());
    client.setTimeToWait(10_000);
    // one callback for all: Paho finds no listener of a shared subscription's own
    client.setCallback(
        new MqttCallback() {
          @Override
          public void connectionLost(Throwable cause) {}

          @Override
          public void messageArrived(String topic, MqttMessage message) {
            messages.add(new Message(topic, message.getPayload()));
          }

          @Override
          public void deliveryComplete(IMqttDeliveryToken token) {}
        });
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setSocketFactory(TlsIdentity.of(authority, certificate, key).socketFactory());
    options.setMaxInflight(1000);
    client.connect(options);
  }

  /** A gateway with the identity in a folder that {@code device add} wrote. */
  public static TestClient device(String url, String serial, Path folder) throws MqttException {
    return new TestClient(
        url,
        serial,
        folder.resolve("ca.pem"),
        folder.resolve("device.pem"),
        folder.resolve("device.key"));
  }

  public void subscribe(String topic) throws MqttException {
    client.subscribe(topic, 1);
  }

  public void publish(String topic, byte[] payload) throws MqttException {
    client.publish(topic, payload, 1, false);
  }

  public void retain(String topic, byte[] payload) throws MqttException {
    client.publish(topic, payload, 1, true);
  }

  /** The next message, or null if there is none within the limit. */
  public Message next(long millis) throws InterruptedException {
    return messages.poll(millis, TimeUnit.MILLISECONDS);
  }

  public boolean isConnected() {
    return client.isConnected();
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnectForcibly(0, 1000);
    }
    client.close(true);
  }
}
