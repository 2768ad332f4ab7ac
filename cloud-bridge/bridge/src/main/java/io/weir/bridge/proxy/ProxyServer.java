package io.weir.bridge.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy that stands between the gateway and its cloud, and who we are to it. The password stays
 * in its file: it is read for each connection, and no message holds it. Immutable; any thread.
 *
 * @param kind what it speaks
 * @param address not looked up yet: at the start there may be no name server
 * @param user "" where it wants none
 * @param passwordFile goes with the user, or null
 */
public record ProxyServer(Kind kind, InetSocketAddress address, String user, Path passwordFile) {

  /** What a proxy speaks. */
  public enum Kind {
    /** CONNECT (RFC 9110 s9.3.6), with the Basic scheme of RFC 7617. */
    HTTP,
    /** RFC 1928, with the password of RFC 1929; the proxy looks up the cloud's name. */
    SOCKS5
  }

  /** Who we are to a proxy. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return user; // the password gets into no message
    }
  }

  private static final String FORM =
      "proxy must be host:port, http://host:port or socks5://host:port";

  public ProxyServer {
    if (user.isEmpty() != (passwordFile == null)) {
      throw new IllegalArgumentException(
          "proxy.user and proxy.password.file go together, found "
              + (user.isEmpty() ? "no user" : "no file"));
    }
    if (user.indexOf(':') >= 0 && kind == Kind.HTTP) {
      // RFC 7617 s2: the colon ends the name
      throw new IllegalArgumentException("proxy.user must not hold a colon");
    }
  }

  /**
   * @param text host:port, perhaps with http:// or socks5:// before it
   * @throws IllegalArgumentException if it is nothing of that; a password in it is not shown
   */
  public static ProxyServer of(String text, String user, Path passwordFile) {
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          FORM + "; who we are belongs to proxy.user and proxy.password.file");
    }
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      boolean whole = uri.getHost() != null && uri.getPort() > 0 && uri.getPort() < 65_536;
      String rest = String.valueOf(uri.getPath());
      if (whole && (rest.isEmpty() || rest.equals("/"))) {
        InetSocketAddress address =
            InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
        return new ProxyServer(kind(uri.getScheme(), text), address, user, passwordFile);
      }
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith("proxy")
          ? e
          : new IllegalArgumentException(FORM + ", was " + text, e);
    }
    throw new IllegalArgumentException(FORM + ", was " + text);
  }

  private static Kind kind(String scheme, String text) {
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http" -> Kind.HTTP;
      case "socks5", "socks5h" -> Kind.SOCKS5;
      default -> throw new IllegalArgumentException(FORM + ", was " + text);
    };
  }

  /**
   * Connects a socket to a host behind the proxy. What is sent then arrives there.
   *
   * @param plain not connected yet; its read timeout holds for the proxy's answers
   * @param timeoutMs for the connection to the proxy
   * @throws ProxyRefused if the proxy does not take us
   * @throws IOException if there is no way; the message names the proxy
   */
  public void connect(Socket plain, String host, int port, int timeoutMs) throws IOException {
    Optional<Login> login = login();
    try {
      InetSocketAddress found = new InetSocketAddress(address.getHostString(), address.getPort());
      if (found.isUnresolved()) {
        throw new UnknownHostException("no such host");
      }
      plain.connect(found, timeoutMs);
      switch (kind) {
        case HTTP -> HttpConnect.open(plain, host, port, login);
        case SOCKS5 -> Socks5.open(plain, host, port, login);
      }
    } catch (ProxyRefused e) {
      throw new ProxyRefused("the proxy " + this + ": " + e.getMessage());
    } catch (EOFException e) {
      throw new IOException("the proxy " + this + " ended the connection in place of an answer", e);
    } catch (IOException e) {
      throw new IOException("the proxy " + this + ": " + e.getMessage());
    }
  }

  /**
   * The value of {@code Proxy-Authorization}; empty where the proxy wants none.
   *
   * @throws IOException if the password cannot be read
   */
  public Optional<String> authorization() throws IOException {
    return login().map(HttpConnect::basic);
  }

  private Optional<Login> login() throws IOException {
    return passwordFile == null
        ? Optional.empty()
        : Optional.of(new Login(user, Files.readString(passwordFile).strip()));
  }

  /** Where it is; nothing secret. */
  @Override
  public String toString() {
    return address.getHostString() + ":" + address.getPort();
  }
}
