package io.weir.samples.modbus;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A connection to one device, Modbus TCP (Messaging on TCP/IP Implementation Guide V1.0b s3.1): one
 * question at a time, each answered within the limit or the connection is of no more use. One
 * thread; {@link #close} any.
 */
final class ModbusTcp implements Closeable {

  private static final int HEADER = 7;
  private static final int WRITE_COIL = 5;
  private static final int WRITE_REGISTERS = 16;

  private final Socket socket = new Socket();
  private final int unit;
  private final long limitNanos;
  private short transaction;

  private ModbusTcp(int unit, Duration limit) {
    this.unit = unit;
    this.limitNanos = limit.toNanos();
  }

  /**
   * @param unit which device behind the address, 0 to 255
   * @param limit for the connection, and for each answer
   * @throws IOException if nobody answers there
   */
  static ModbusTcp connect(String host, int port, int unit, Duration limit) throws IOException {
    ModbusTcp made = new ModbusTcp(unit, limit);
    try {
      made.socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
      made.socket.setTcpNoDelay(true);
      return made;
    } catch (IOException e) {
      made.close();
      throw new IOException("no connection to " + host + ":" + port + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a block (s6.1 to 6.4 of the application protocol).
   *
   * @return bits packed from the lowest, or registers, most significant byte first
   * @throws DeviceRefused if the device says no
   */
  byte[] read(Table table, int start, int count) throws IOException {
    byte[] answer =
        ask(table.readFunction(), words(start, count), "to read " + table + " " + start);
    int bytes = table.bytes(count);
    if (answer.length != 1 + bytes || Byte.toUnsignedInt(answer[0]) != bytes) {
      throw new IOException(
          "an answer of " + bytes + " bytes was expected, " + (answer.length - 1) + " came");
    }
    return ByteBuffer.allocate(bytes).put(answer, 1, bytes).array();
  }

  /** Writes a coil (s6.5 of the application protocol). */
  void writeCoil(int address, boolean on) throws IOException {
    ask(WRITE_COIL, words(address, on ? 0xFF00 : 0), "to write coil " + address);
  }

  /** Writes registers (s6.12 of the application protocol). */
  void writeRegisters(int address, byte[] data) throws IOException {
    byte[] request =
        ByteBuffer.allocate(5 + data.length)
            .put(words(address, data.length / 2))
            .put((byte) data.length)
            .put(data)
            .array();
    ask(WRITE_REGISTERS, request, "to write register " + address);
  }

  /** Sends a request and gives what follows the function code of its answer. */
  private byte[] ask(int function, byte[] request, String what) throws IOException {
    transaction++;
    socket
        .getOutputStream()
        .write(
            ByteBuffer.allocate(HEADER + 1 + request.length)
                .putShort(transaction)
                .putShort((short) 0) // the protocol: Modbus
                .putShort((short) (2 + request.length))
                .put((byte) unit)
                .put((byte) function)
                .put(request)
                .array());
    long end = System.nanoTime() + limitNanos;
    ByteBuffer header = ByteBuffer.wrap(read(HEADER + 1, end));
    int length = Short.toUnsignedInt(header.getShort(4)) - 2;
    if (header.getShort(0) != transaction
        || header.getShort(2) != 0
        || length < 0
        || length > 252
        || Byte.toUnsignedInt(header.get(6)) != unit) {
      throw new IOException("what answers there does not speak Modbus, or not as unit " + unit);
    }
    byte[] answer = read(length, end);
    int answered = Byte.toUnsignedInt(header.get(7));
    if (answered == (function | 0x80) && length == 1) {
      throw new DeviceRefused(Byte.toUnsignedInt(answer[0]), what);
    }
    if (answered != function) {
      throw new IOException("function " + function + " was asked, " + answered + " answered");
    }
    return answer;
  }

  /**
   * A device that sends a byte now and then must not hold the lane longer than one that is mute.
   */
  private byte[] read(int count, long end) throws IOException {
    byte[] bytes = new byte[count];
    InputStream in = socket.getInputStream();
    for (int at = 0; at < count; ) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw mute();
      }
      socket.setSoTimeout((int) left);
      try {
        int read = in.read(bytes, at, count - at);
        if (read < 0) {
          throw new EOFException("the device closed the connection");
        }
        at += read;
      } catch (SocketTimeoutException e) {
        throw mute();
      }
    }
    return bytes;
  }

  private SocketTimeoutException mute() {
    return new SocketTimeoutException("no answer within " + limitNanos / 1_000_000 + " ms");
  }

  private static byte[] words(int first, int second) {
    return ByteBuffer.allocate(4).putShort((short) first).putShort((short) second).array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
