package io.weir.samples.switches;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks one SNMP agent, version 2c (RFC 1901, 3416, 3417) over UDP: one question at a time, asked
 * once more if no answer comes. One thread; {@link #close} any.
 */
final class SnmpV2 implements Closeable {

  private static final int VERSION_2C = 1;
  private static final int GET = 0xA0;
  private static final int RESPONSE = 0xA2;
  private static final int GET_BULK = 0xA5;
  private static final int ROWS_A_REQUEST = 25;
  // more interfaces than any switch has: an agent must not keep us walking for ever
  private static final int MOST_ROWS = 10_000;
  private static final int TRIES = 2;

  private final InetSocketAddress agent;
  private final byte[] community;
  private final Duration limit;
  private final DatagramSocket socket;
  private int request = new SecureRandom().nextInt(1 << 30);

  /**
   * @param limit for each answer
   * @throws IOException if there is no such host
   */
  SnmpV2(String host, int port, byte[] community, Duration limit) throws IOException {
    this.agent = new InetSocketAddress(InetAddress.getByName(host), port);
    this.community = community.clone();
    this.limit = limit;
    this.socket = new DatagramSocket();
    try {
      // others' datagrams do not reach us, and "port unreachable" does
      socket.connect(agent);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * One value.
   *
   * @throws IOException if the agent does not answer, or has no such object
   */
  VarBind get(Oid oid) throws IOException {
    VarBind answer = ask(GET, oid, 0).get(0);
    if (answer.value() == null || !answer.oid().equals(oid)) {
      throw new IOException(agent + " has no object " + oid);
    }
    return answer;
  }

  /** All values of a column, in the order of their rows; empty if the agent has no such column. */
  List<VarBind> walk(Oid column) throws IOException {
    List<VarBind> rows = new ArrayList<>();
    Oid last = column;
    while (rows.size() < MOST_ROWS) {
      for (VarBind next : ask(GET_BULK, last, ROWS_A_REQUEST)) {
        if (!next.oid().under(column) || next.value() == null) {
          return rows;
        }
        if (next.oid().compareTo(last) <= 0) {
          throw new IOException(agent + " walks in circles: " + next.oid() + " after " + last);
        }
        rows.add(next);
        last = next.oid();
      }
    }
    throw new IOException(agent + " has more than " + MOST_ROWS + " rows of " + column);
  }

  private List<VarBind> ask(int kind, Oid oid, int rows) throws IOException {
    byte[] question = question(kind, oid, rows);
    for (int attempt = 1; ; attempt++) {
      socket.send(new DatagramPacket(question, question.length, agent));
      try {
        return answer();
      } catch (PortUnreachableException e) {
        throw new IOException("nothing listens at " + agent, e);
      } catch (SocketTimeoutException e) {
        if (attempt == TRIES) {
          throw new IOException(
              "no answer from " + agent + " within " + limit.toMillis() + " ms, asked twice", e);
        }
      }
    }
  }

  private byte[] question(int kind, Oid oid, int rows) {
    request = request + 1 & 0x3FFFFFFF;
    byte[] variable = new BerWriter().oid(oid).put(BerWriter.NULL, new byte[0]).bytes();
    byte[] variables = new BerWriter().put(BerWriter.SEQUENCE, variable).bytes();
    byte[] pdu =
        new BerWriter()
            .integer(request)
            .integer(0)
            .integer(rows)
            .put(BerWriter.SEQUENCE, variables)
            .bytes();
    byte[] message =
        new BerWriter().integer(VERSION_2C).put(BerWriter.OCTETS, community).put(kind, pdu).bytes();
    return new BerWriter().put(BerWriter.SEQUENCE, message).bytes();
  }

  /** The answer to the newest question; late ones to an older are passed over. */
  private List<VarBind> answer() throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    byte[] buffer = new byte[65_535];
    while (true) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) left);
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      BerReader message = new BerReader(buffer, packet.getLength()).enter(BerWriter.SEQUENCE);
      message.integer(BerWriter.INTEGER);
      message.octets(BerWriter.OCTETS);
      BerReader pdu = message.enter(RESPONSE);
      if (pdu.integer(BerWriter.INTEGER) == request) {
        return variables(pdu);
      }
    }
  }

  private List<VarBind> variables(BerReader pdu) throws IOException {
    long status = pdu.integer(BerWriter.INTEGER);
    pdu.integer(BerWriter.INTEGER);
    if (status != 0) {
      throw new IOException(agent + " answers with error status " + status + " (RFC 3416 s3)");
    }
    BerReader list = pdu.enter(BerWriter.SEQUENCE);
    List<VarBind> variables = new ArrayList<>();
    while (list.more()) {
      variables.add(VarBind.read(list.enter(BerWriter.SEQUENCE)));
    }
    if (variables.isEmpty()) {
      throw new IOException(agent + " answers with nothing");
    }
    return variables;
  }

  @Override
  public void close() {
    socket.close();
  }
}
