package io.weir.bridge.cloud;

import io.weir.bridge.Wait;
import io.weir.bridge.mqtt.MqttLink;
import io.weir.bridge.mqtt.MqttSettings;
import io.weir.bridge.mqtt.Publishing;
import io.weir.bridge.proxy.ProxyServer;
import io.weir.bridge.tls.TlsFiles;
import io.weir.bridge.uplink.CloudLink;
import io.weir.uplink.Topics;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Assumptions;

/** A real mosquitto with mutual TLS and rights by certificate, and a store that listens to it. */
public final class MqttTestCloud extends TestCloud {
  private final Path folder;
  private final Certificates certificates;
  private final int port;
  private final String program;
  private Process broker;
  private MqttAsyncClient fleet;

  public MqttTestCloud(Path folder, Certificates certificates) throws IOException {
    this.folder = folder;
    this.certificates = certificates;
    Optional<Path> found =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/bin"))
            .map(place -> Path.of(place, "mosquitto"))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "SKIPPED: mosquitto is not installed");
    program = found.get().toString();
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("acl"),
        """
        pattern write weir/%u/up/#
        pattern read weir/%u/down/#
        user fleet
        topic read weir/+/up/#
        topic write weir/+/down/#
        """);
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        """
        user %s
        listener %d 127.0.0.1
        cafile %s
        certfile %s
        keyfile %s
        require_certificate true
        use_identity_as_username true
        acl_file %s
        max_inflight_messages 512
        set_tcp_nodelay true
        persistence true
        persistence_location %s/
        """
            .formatted(
                System.getProperty("user.name"),
                port,
                certificates.path("ca.pem"),
                certificates.path("server.pem"),
                certificates.path("server.key"),
                folder.resolve("acl"),
                folder));
  }

  public int port() {
    return port;
  }

  @Override
  public void start() throws Exception {
    broker =
        new ProcessBuilder(program, "-c", folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("mosquitto.log").toFile()))
            .start();
    Wait.until("mosquitto listens", this::listens);
    listen();
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The store begins to listen to the broker. */
  public void listen() throws Exception {
    fleet = new MqttAsyncClient("ssl://localhost:" + port, "fleet", new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(false);
    options.setMaxInflight(1_000);
    options.setSocketFactory(certificates.device("fleet").context().getSocketFactory());
    fleet.setCallback(new Store());
    fleet.connect(options).waitForCompletion(60_000);
    fleet.subscribe("weir/+/up/#", 1).waitForCompletion(60_000);
  }

  /** The store goes, the broker stays. */
  public void deafen() throws MqttException {
    fleet.disconnectForcibly(0, 100);
    fleet.close(true);
  }

  @Override
  public void stop() throws Exception {
    broker.destroyForcibly().waitFor();
    deafen();
  }

  @Override
  public void command(String serial, Command command) throws Exception {
    fleet
        .publish(Topics.command(serial), command.toByteArray(), 1, false)
        .waitForCompletion(60_000);
  }

  @Override
  public CloudLink link(String serial, TlsFiles tls, String host) {
    return new MqttLink(new MqttSettings("ssl://" + host + ":" + port, serial, tls, null, 48));
  }

  @Override
  public CloudLink link(String serial, TlsFiles tls, ProxyServer proxy) {
    return new MqttLink(
        new MqttSettings(
            "ssl://localhost:" + port,
            serial,
            serial,
            serial,
            tls,
            null,
            proxy,
            48,
            Publishing.toFleet(serial)));
  }

  /** SIGSTOP: the line stands and nothing moves. */
  public void freeze(boolean frozen) throws Exception {
    String signal = frozen ? "-STOP" : "-CONT";
    new ProcessBuilder("kill", signal, Long.toString(broker.pid())).start().waitFor();
  }

  @Override
  public void close() throws Exception {
    if (broker != null && broker.isAlive()) {
      stop();
    }
  }

  private final class Store implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) throws Exception {
      Topics.Address address = Topics.parse(topic).orElseThrow();
      if (address.channel() == Topics.Channel.STATUS) {
        took(Status.parseFrom(message.getPayload()));
      } else {
        take(message.getPayload())
            .ifPresent(
                ack -> {
                  try {
                    fleet.publish(Topics.ack(address.serial()), ack.toByteArray(), 1, false);
                  } catch (MqttException e) {
                    throw new IllegalStateException(e);
                  }
                });
      }
    }

    @Override
    public void connectionLost(Throwable cause) {}

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}
  }
}
