package io.weir.bridge.cloud;

import io.weir.bridge.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Assumptions;

/** A mosquitto that lets anybody in, and a client that notes all that it hands on. */
public final class PlainBroker implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final List<Arrived> arrived = new CopyOnWriteArrayList<>();
  private Process process;
  private MqttAsyncClient reader;

  /** What came under which topic. */
  public record Arrived(String topic, byte[] payload) {}

  public PlainBroker(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        "listener "
            + port
            + " 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n");
  }

  public int port() {
    return port;
  }

  public List<Arrived> arrived() {
    return arrived;
  }

  public void start() throws Exception {
    Path program = Path.of("/usr/sbin/mosquitto");
    Assumptions.assumeTrue(Files.isExecutable(program), "SKIPPED: this machine has no mosquitto");
    process =
        new ProcessBuilder(program.toString(), "-c", folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    Wait.until("mosquitto listens", this::listens);
    reader = new MqttAsyncClient("tcp://localhost:" + port, "reader", new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMaxInflight(1_000);
    reader.setCallback(new Notes());
    reader.connect(options).waitForCompletion(10_000);
    reader.subscribe("#", 1).waitForCompletion(10_000);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public void publish(String topic, String text) throws MqttException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reader.publish(topic, bytes, 1, false).waitForCompletion(10_000);
  }

  /** kill -9. */
  public void stop() throws Exception {
    process.destroyForcibly().waitFor();
    reader.disconnectForcibly(0, 100);
    reader.close(true);
  }

  @Override
  public void close() throws Exception {
    if (process != null && process.isAlive()) {
      stop();
    }
  }

  private final class Notes implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      arrived.add(new Arrived(topic, message.getPayload()));
    }

    @Override
    public void connectionLost(Throwable cause) {
      // the test stops the broker, and starts it with a client of its own
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // publish waits for it
    }
  }
}
