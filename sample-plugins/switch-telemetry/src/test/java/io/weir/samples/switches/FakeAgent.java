package io.weir.samples.switches;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/** An SNMP agent with the objects that a test gives it; answers GET and GETBULK of one variable. */
final class FakeAgent implements AutoCloseable {

  /** Tag and content. */
  record Value(int tag, byte[] body) {
    static Value counter32(long value) {
      return new Value(
          0x41, Arrays.copyOfRange(new BerWriter().integer(value).bytes(), 2, 2 + length(value)));
    }

    static Value counter64(long value) {
      return new Value(
          0x46, Arrays.copyOfRange(new BerWriter().integer(value).bytes(), 2, 2 + length(value)));
    }

    static Value ticks(long value) {
      return new Value(
          0x43, Arrays.copyOfRange(new BerWriter().integer(value).bytes(), 2, 2 + length(value)));
    }

    static Value text(String text) {
      return new Value(BerWriter.OCTETS, text.getBytes());
    }

    private static int length(long value) {
      return new BerWriter().integer(value).bytes().length - 2;
    }
  }

  final Map<Oid, Value> objects = new ConcurrentSkipListMap<>();
  volatile boolean mute;

  /** Begins each walk anew. */
  volatile boolean circling;

  volatile UnaryOperator<byte[]> spoil = answer -> answer;
  private final DatagramSocket socket;

  FakeAgent() throws SocketException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "weir-fake-snmp");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  void set(String oid, Value value) {
    objects.put(Oid.of(oid), value);
  }

  private void serve() {
    byte[] buffer = new byte[1500];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (!mute) {
          byte[] answer = spoil.apply(answer(new BerReader(buffer, packet.getLength())));
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // the test has closed it, or the client has gone
      }
    }
  }

  private byte[] answer(BerReader datagram) throws IOException {
    BerReader message = datagram.enter(BerWriter.SEQUENCE);
    long version = message.integer(BerWriter.INTEGER);
    byte[] community = message.octets(BerWriter.OCTETS);
    int kind = message.tag();
    BerReader pdu = message.enter(kind);
    long request = pdu.integer(BerWriter.INTEGER);
    pdu.integer(BerWriter.INTEGER);
    long rows = pdu.integer(BerWriter.INTEGER);
    Oid oid = pdu.enter(BerWriter.SEQUENCE).enter(BerWriter.SEQUENCE).oid();
    byte[] body =
        new BerWriter()
            .integer(request)
            .integer(0)
            .integer(0)
            .put(BerWriter.SEQUENCE, kind == 0xA0 ? one(oid) : following(oid, rows))
            .bytes();
    byte[] response =
        new BerWriter().integer(version).put(BerWriter.OCTETS, community).put(0xA2, body).bytes();
    return new BerWriter().put(BerWriter.SEQUENCE, response).bytes();
  }

  private byte[] one(Oid oid) {
    return bind(oid, objects.getOrDefault(oid, new Value(0x80, new byte[0]))); // noSuchObject
  }

  private byte[] following(Oid oid, long rows) {
    byte[] joined = new byte[0];
    for (var next :
        new TreeMap<>(objects)
            .tailMap(circling ? column(oid) : oid, false).entrySet().stream()
                .limit(rows)
                .toList()) {
      joined = join(joined, bind(next.getKey(), next.getValue()));
    }
    return joined.length == 0 ? bind(oid, new Value(0x82, new byte[0])) : joined; // endOfMibView
  }

  private static Oid column(Oid oid) {
    return new Oid(Arrays.copyOf(oid.arcs(), 11)); // of the interfaces' newer table
  }

  private static byte[] bind(Oid oid, Value value) {
    byte[] body = new BerWriter().oid(oid).put(value.tag(), value.body()).bytes();
    return new BerWriter().put(BerWriter.SEQUENCE, body).bytes();
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @Override
  public void close() {
    socket.close();
  }
}
