package io.weir.samples.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** So much of a broker (MQTT 3.1.1) as a client of one short topic needs. */
final class FakeBroker implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private volatile CompletableFuture<Socket> subscribed = new CompletableFuture<>();

  FakeBroker() throws IOException {
    Thread thread = new Thread(this::serve, "weir-fake-mqtt");
    thread.setDaemon(true);
    thread.start();
  }

  String url() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
          int type = in.readUnsignedByte() >> 4;
          byte[] body = in.readNBytes(in.readUnsignedByte());
          switch (type) {
            case 1 -> socket.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
            case 8 -> {
              // as many grants as topics: each has a length of two bytes, itself and its QoS
              int topics = 0;
              for (int at = 2; at < body.length; at += 3 + (body[at] << 8 | body[at + 1])) {
                topics++;
              }
              byte[] answer = new byte[4 + topics];
              answer[0] = (byte) 0x90;
              answer[1] = (byte) (2 + topics);
              answer[2] = body[0];
              answer[3] = body[1];
              socket.getOutputStream().write(answer);
              subscribed.complete(socket);
            }
            case 12 -> socket.getOutputStream().write(new byte[] {(byte) 0xD0, 0});
            default -> {}
          }
        }
      } catch (IOException e) {
        subscribed = new CompletableFuture<>(); // the client left
      }
    }
  }

  void publish(String topic, String payload) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    byte[] text = payload.getBytes(StandardCharsets.UTF_8);
    byte[] packet = new byte[4 + name.length + text.length];
    packet[0] = 0x30;
    packet[1] = (byte) (2 + name.length + text.length);
    packet[3] = (byte) name.length;
    System.arraycopy(name, 0, packet, 4, name.length);
    System.arraycopy(text, 0, packet, 4 + name.length, text.length);
    subscribed.join().getOutputStream().write(packet);
  }

  /** Cuts the connection. */
  void cut() throws IOException {
    Socket socket = subscribed.join();
    subscribed = new CompletableFuture<>();
    socket.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
