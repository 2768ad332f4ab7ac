package io.weir.bridge.cloud;

import io.weir.bridge.proxy.ProxyServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy that knows CONNECT (RFC 9110 s9.3.6) with Basic, or SOCKS 5 with RFC 1929, by the first
 * byte; and one that answers whatever a test wants.
 */
public final class TestProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final String login;
  private volatile byte[] instead;

  /** Lets anybody through. */
  public TestProxy() throws IOException {
    this(null);
  }

  /**
   * @param login user:password
   */
  public TestProxy(String login) throws IOException {
    this.login = login;
    threads.execute(this::accept);
  }

  /** To get there. */
  public ProxyServer server(ProxyServer.Kind kind, String user, Path passwordFile) {
    InetSocketAddress address =
        InetSocketAddress.createUnresolved("localhost", listener.getLocalPort());
    return new ProxyServer(kind, address, user, passwordFile);
  }

  /** The hosts and ports that were asked for and let through. */
  public List<String> asked() {
    return asked;
  }

  /** Answers this from now on, whatever it is asked, and ends the connection. */
  public void answer(byte[] bytes) {
    instead = bytes;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      int first = in.read();
      if (instead != null) {
        client.getOutputStream().write(instead);
        client.shutdownOutput();
        in.transferTo(java.io.OutputStream.nullOutputStream());
      } else if (first == 5) {
        socks(client, new DataInputStream(in));
      } else {
        http(client, in);
      }
    } catch (IOException e) {
      // one side went
    }
  }

  private void http(Socket client, InputStream in) throws IOException {
    String target = line(in).split(" ")[1];
    String authorization = "";
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(java.util.Locale.ROOT).startsWith("proxy-authorization: basic ")) {
        byte[] both = Base64.getDecoder().decode(header.substring(27));
        authorization = new String(both, StandardCharsets.UTF_8);
      }
    }
    if (login != null && !login.equals(authorization)) {
      say(
          client,
          "HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    tunnel(client, target, "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private void socks(Socket client, DataInputStream in) throws IOException {
    byte[] methods = in.readNBytes(in.readUnsignedByte());
    boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) >= 0;
    if (login != null && !offered) {
      client.getOutputStream().write(new byte[] {5, (byte) 0xff});
      return;
    }
    client.getOutputStream().write(new byte[] {5, (byte) (login == null ? 0 : 2)});
    if (login != null) {
      in.readUnsignedByte();
      String said = text(in) + ":" + text(in);
      client.getOutputStream().write(new byte[] {1, (byte) (said.equals(login) ? 0 : 1)});
      if (!said.equals(login)) {
        return;
      }
    }
    in.readNBytes(3);
    String host =
        in.readUnsignedByte() == 4
            ? "[" + InetAddress.getByAddress(in.readNBytes(16)).getHostAddress() + "]"
            : text(in);
    String target = host.replace("[0:0:0:0:0:0:0:1]", "[::1]") + ":" + in.readUnsignedShort();
    tunnel(client, target, new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
  }

  private void tunnel(Socket client, String target, byte[] yes) throws IOException {
    asked.add(target);
    int colon = target.lastIndexOf(':');
    int port = Integer.parseInt(target.substring(colon + 1));
    try (Socket server = new Socket(target.substring(0, colon), port)) {
      client.getOutputStream().write(yes);
      threads.execute(() -> copy(server, client));
      copy(client, server);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one side went
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
