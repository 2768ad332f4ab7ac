package io.weir.bridge.mqtt;

import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.nio.file.Files;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** What the client is told about a connection. Reads the files of the identity anew. Any thread. */
final class ConnectOptions {
  // Conversation gives an attempt 30 s in all
  private static final int CONNECT_SECONDS = 30;

  private ConnectOptions() {}

  /**
   * @throws IOException if a certificate, key or token cannot be read; the message says which
   */
  static MqttConnectOptions of(MqttSettings settings, Status birth) throws IOException {
    MqttConnectOptions options = new MqttConnectOptions();
    // otherwise the client tries 3.1 after a refusal, and why it was refused is lost
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    // the broker keeps commands for a gateway that is away
    options.setCleanSession(false);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setMaxInflight(settings.inFlight());
    if (!settings.publishing().status().isEmpty()) {
      byte[] will = Statuses.bytes(settings, gone(birth));
      options.setWill(settings.publishing().status(), will, 1, true);
    }
    options.setSocketFactory(
        new LineSockets(settings.encrypted() ? settings.tls().context() : null, settings.proxy()));
    if (settings.tokenFile() != null) {
      options.setUserName(settings.user());
      options.setPassword(Files.readString(settings.tokenFile()).strip().toCharArray());
    }
    return options;
  }

  /** What the cloud is told when the gateway has left, by itself or by the broker. */
  static Status gone(Status birth) {
    return birth.toBuilder().setOnline(false).clearServices().build();
  }
}
