package io.weir.samples.modbus;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A device that a test tells how to behave. It knows 100 registers and 100 bits. */
final class FakeDevice implements AutoCloseable {

  /** What it does with the next answers. */
  enum Mood {
    WELL,
    MUTE,
    /** A byte each 50 ms. */
    SLOW,
    /** Sends what is no Modbus. */
    MAD,
    /** Closes the connection instead of answering. */
    GONE
  }

  static final int SIZE = 100;

  final byte[] registers = new byte[2 * SIZE];
  final boolean[] bits = new boolean[SIZE];
  final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  volatile Mood mood = Mood.WELL;
  private final ServerSocket server;
  private final Thread thread;

  FakeDevice() throws IOException {
    this(0);
  }

  FakeDevice(int port) throws IOException {
    server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "weir-fake-modbus");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Returns when nothing listens any more: until its thread has left, the kernel may still take a
   * connection.
   */
  void leave() throws IOException, InterruptedException {
    server.close();
    thread.join(10_000);
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (answer(in, socket)) {}
      } catch (IOException | InterruptedException e) {
        // the client left, or the test has closed it
      }
    }
  }

  private boolean answer(DataInputStream in, Socket socket)
      throws IOException, InterruptedException {
    byte[] header = in.readNBytes(7);
    if (header.length < 7) {
      return false;
    }
    byte[] request = in.readNBytes(ByteBuffer.wrap(header).getShort(4) - 1);
    ByteBuffer pdu = pdu(ByteBuffer.wrap(request));
    byte[] answer =
        ByteBuffer.allocate(7 + pdu.remaining())
            .put(header, 0, 4)
            .putShort((short) (1 + pdu.remaining()))
            .put(header[6])
            .put(pdu)
            .array();
    switch (mood) {
      case WELL -> socket.getOutputStream().write(answer);
      case MUTE -> {}
      case SLOW -> {
        for (byte each : answer) {
          socket.getOutputStream().write(each);
          LockSupport.parkNanos(50_000_000);
        }
      }
      case MAD -> socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
      case GONE -> socket.close();
    }
    return mood != Mood.GONE;
  }

  private ByteBuffer pdu(ByteBuffer request) {
    int function = request.get();
    int start = request.getShort();
    int count = request.getShort();
    requests.add(function + " " + start + " " + count);
    if (start < 0 || start >= SIZE || function != 5 && start + count > SIZE) {
      return ByteBuffer.wrap(new byte[] {(byte) (function | 0x80), 2});
    }
    return switch (function) {
      case 1, 2 -> bits(function, start, count);
      case 3, 4 ->
          ByteBuffer.allocate(2 + 2 * count)
              .put((byte) function)
              .put((byte) (2 * count))
              .put(registers, 2 * start, 2 * count)
              .flip();
      case 5 -> {
        bits[start] = count != 0;
        yield request.rewind();
      }
      case 16 -> {
        request.get();
        request.get(registers, 2 * start, 2 * count);
        yield request.rewind().limit(5);
      }
      default -> ByteBuffer.wrap(new byte[] {(byte) (function | 0x80), 1});
    };
  }

  private ByteBuffer bits(int function, int start, int count) {
    byte[] packed = new byte[(count + 7) / 8];
    for (int i = 0; i < count; i++) {
      packed[i / 8] |= (byte) (bits[start + i] ? 1 << i % 8 : 0);
    }
    return ByteBuffer.allocate(2 + packed.length)
        .put((byte) function)
        .put((byte) packed.length)
        .put(packed)
        .flip();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
