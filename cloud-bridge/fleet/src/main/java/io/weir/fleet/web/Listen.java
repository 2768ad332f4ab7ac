package io.weir.fleet.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Where to listen. Without TLS that is this machine only: a password must not cross a network in
 * the clear.
 *
 * @param port 0 for a free one
 * @param tls certificate and key of the server with the authority of gateways' certificates, or
 *     null for plain HTTP
 */
public record Listen(String host, int port, SSLContext tls) {
  // a client that sends nothing for so long is gone; longer than a long poll
  private static final long IDLE_MS = 90_000;

  /**
   * @throws IllegalArgumentException if the address needs TLS and there is none
   */
  public Listen {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the port must be 0 to 65535, was " + port);
    }
    if (tls == null && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "plain HTTP stays on this machine: expected a loopback address or TLS, was " + host);
    }
  }

  /** Whether only this machine can reach the address. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no such host: " + host, e);
    }
  }

  boolean isSecure() {
    return tls != null;
  }

  Connector connector(Server server, HttpConfiguration common) {
    HttpConfiguration http = new HttpConfiguration(common);
    ServerConnector connector;
    if (tls == null) {
      connector = new ServerConnector(server, new HttpConnectionFactory(http));
    } else {
      SecureRequestCustomizer secure = new SecureRequestCustomizer();
      // the name in the handshake is checked by the client; addresses have none
      secure.setSniHostCheck(false);
      http.addCustomizer(secure);
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setSslContext(tls);
      ssl.setIncludeProtocols("TLSv1.2", "TLSv1.3");
      // a gateway may show its certificate; a browser has none
      ssl.setWantClientAuth(true);
      connector =
          new ServerConnector(
              server,
              new SslConnectionFactory(ssl, HttpVersion.HTTP_1_1.asString()),
              new HttpConnectionFactory(http));
    }
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MS);
    return connector;
  }
}
