package io.weir.bridge.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks a SOCKS proxy for a connection (RFC 1928, RFC 1929). The name goes to the proxy as it is:
 * inside a company's network nobody may be able to look it up. Stateless; any thread.
 */
final class Socks5 {
  private static final byte VERSION = 5;
  private static final byte NO_LOGIN = 0;
  private static final byte PASSWORD = 2;
  private static final byte PASSWORD_VERSION = 1;
  private static final byte CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int LONGEST = 255;
  // RFC 1928 s6, the codes of a reply from 1 on
  private static final String[] REPLIES = {
    "general failure",
    "not allowed by its rules",
    "network unreachable",
    "host unreachable",
    "connection refused",
    "time to live expired",
    "command not supported",
    "address type not supported"
  };

  private Socks5() {}

  static void open(Socket proxy, String host, int port, Optional<ProxyServer.Login> login)
      throws IOException {
    OutputStream out = proxy.getOutputStream();
    var in = new DataInputStream(proxy.getInputStream());
    out.write(
        login.isPresent()
            ? new byte[] {VERSION, 2, NO_LOGIN, PASSWORD}
            : new byte[] {VERSION, 1, NO_LOGIN});
    version(in);
    int method = in.readUnsignedByte();
    if (method == PASSWORD && login.isPresent()) {
      logIn(out, in, login.get());
    } else if (method != NO_LOGIN) {
      throw new ProxyRefused(
          login.isPresent()
              ? "takes neither our password nor nobody's"
              : "wants a user and a password: set proxy.user and proxy.password.file");
    }
    byte[] where = address(host);
    out.write(
        ByteBuffer.allocate(5 + where.length)
            .put(new byte[] {VERSION, CONNECT, 0})
            .put(where)
            .putShort((short) port)
            .array());
    answer(in, host + ":" + port);
  }

  /** With its type: an IPv6 address is no name that a proxy could look up. */
  private static byte[] address(String host) throws IOException {
    if (host.indexOf(':') >= 0) {
      // a literal: nothing is looked up
      byte[] bytes = InetAddress.getByName(host).getAddress();
      return ByteBuffer.allocate(1 + bytes.length)
          .put((byte) (bytes.length == 4 ? IPV4 : IPV6))
          .put(bytes)
          .array();
    }
    byte[] name = text("the cloud's name", host);
    return ByteBuffer.allocate(2 + name.length)
        .put(new byte[] {NAME, (byte) name.length})
        .put(name)
        .array();
  }

  private static void logIn(OutputStream out, DataInputStream in, ProxyServer.Login login)
      throws IOException {
    byte[] user = text("proxy.user", login.user());
    byte[] password = text("the proxy's password", login.password());
    out.write(
        ByteBuffer.allocate(3 + user.length + password.length)
            .put(PASSWORD_VERSION)
            .put((byte) user.length)
            .put(user)
            .put((byte) password.length)
            .put(password)
            .array());
    in.readUnsignedByte();
    if (in.readUnsignedByte() != 0) {
      throw new ProxyRefused("does not accept our user and password");
    }
  }

  private static void answer(DataInputStream in, String target) throws IOException {
    version(in);
    int reply = in.readUnsignedByte();
    if (reply != 0) {
      String why = reply <= REPLIES.length ? REPLIES[reply - 1] : "code " + reply;
      throw new IOException("does not connect to " + target + ": " + why);
    }
    in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int length =
        switch (type) {
          case IPV4 -> 4;
          case IPV6 -> 16;
          case NAME -> in.readUnsignedByte();
          default -> throw new IOException("answers with an address of type " + type);
        };
    in.readFully(new byte[length + 2]);
  }

  private static void version(DataInputStream in) throws IOException {
    int version = in.readUnsignedByte();
    if (version != VERSION) {
      throw new IOException("speaks no SOCKS 5, its first byte was " + version);
    }
  }

  private static byte[] text(String what, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < 1 || bytes.length > LONGEST) {
      throw new IOException(what + " has 1 to " + LONGEST + " bytes, had " + bytes.length);
    }
    return bytes;
  }
}
