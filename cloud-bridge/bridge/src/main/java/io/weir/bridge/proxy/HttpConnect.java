package io.weir.bridge.proxy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an HTTP proxy for a tunnel (RFC 9110 s9.3.6). Stateless; any thread. */
final class HttpConnect {
  // many times what a proxy says before a tunnel begins
  private static final int MOST_HEAD = 16 * 1024;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");
  private static final int LOGIN_WANTED = 407;
  // what tinyproxy says of a password that is wrong
  private static final int LOGIN_WRONG = 401;

  private HttpConnect() {}

  static void open(Socket proxy, String host, int port, Optional<ProxyServer.Login> login)
      throws IOException {
    // RFC 3986 s3.2.2: the colons of an IPv6 address would end the host
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    String target = (bare ? "[" + host + "]" : host) + ":" + port;
    StringBuilder head = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\n");
    head.append("Host: ").append(target).append("\r\n");
    login.ifPresent(who -> head.append("Proxy-Authorization: ").append(basic(who)).append("\r\n"));
    proxy.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    int status = status(proxy.getInputStream());
    if (status == LOGIN_WANTED || status == LOGIN_WRONG) {
      throw new ProxyRefused(
          login.isPresent()
              ? "does not accept our user and password (" + status + ")"
              : "wants a user and a password ("
                  + status
                  + "): set proxy.user and proxy.password.file");
    }
    if (status / 100 != 2) {
      throw new IOException("answers CONNECT " + target + " with " + status);
    }
  }

  /** RFC 7617, in UTF-8. */
  static String basic(ProxyServer.Login login) {
    String both = login.user() + ":" + login.password();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the head and not a byte more: what follows is the cloud's. */
  private static int status(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    for (int newlines = 0; newlines < 2; ) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the head has no end");
      }
      if (head.size() >= MOST_HEAD) {
        throw new IOException("answers with a head of more than " + MOST_HEAD + " bytes");
      }
      head.write(next);
      newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
    }
    String first = head.toString(StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    Matcher matcher = STATUS.matcher(first);
    if (!matcher.matches()) {
      throw new IOException("answers with something that is not HTTP");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
