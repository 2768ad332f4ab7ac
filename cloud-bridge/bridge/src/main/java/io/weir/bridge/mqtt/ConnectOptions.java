package io.weir.bridge.mqtt;

import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;

/** What the client is told about a connection. Any thread. */
final class ConnectOptions {
  // Conversation gives an attempt 30 s in all
  private static final int CONNECT_SECONDS = 30;
  // 20 minutes: what AWS IoT allows at most
  private static final int LONGEST_KEEP_ALIVE = 1_200;

  private ConnectOptions() {}

  /**
   * @param silence how long the broker may hear nothing of us
   * @throws IOException if the token cannot be read; the message says which file it is
   */
  static MqttConnectOptions of(
      MqttSettings settings, LineSockets lines, Status birth, Duration silence) throws IOException {
    MqttConnectOptions options = new MqttConnectOptions();
    // otherwise the client tries 3.1 after a refusal, and why it was refused is lost
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    // the broker keeps commands for a gateway that is away
    options.setCleanSession(false);
    options.setAutomaticReconnect(false);
    // a broker gives a client up after one and a half keep-alives (MQTT 3.1.1 s3.1.2.10)
    long keepAlive = Math.max(1, silence.toMillis() * 2 / 3_000);
    options.setKeepAliveInterval((int) Math.min(keepAlive, LONGEST_KEEP_ALIVE));
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setMaxInflight(settings.inFlight());
    if (!settings.publishing().status().isEmpty()) {
      byte[] will = Statuses.bytes(settings, gone(birth));
      options.setWill(settings.publishing().status(), will, 1, true);
    }
    options.setSocketFactory(lines);
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
