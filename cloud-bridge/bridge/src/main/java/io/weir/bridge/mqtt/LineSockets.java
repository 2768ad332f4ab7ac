package io.weir.bridge.mqtt;

import io.weir.bridge.proxy.ProxyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;

/**
 * Gives the MQTT client its sockets: it knows no proxy, and makes TLS on sockets that are not
 * connected yet, which a tunnel cannot be. Immutable; any thread.
 */
final class LineSockets extends SocketFactory {
  private final SSLContext tls;
  private final ProxyServer proxy;

  /**
   * @param tls null for a line that is not encrypted
   * @param proxy null for none
   */
  LineSockets(SSLContext tls, ProxyServer proxy) {
    this.tls = tls;
    this.proxy = proxy;
    if (tls != null) {
      // each line proves anew who is at its ends: what has expired meanwhile is to be noticed
      tls.getClientSessionContext().setSessionTimeout(1);
    }
  }

  @Override
  public Socket createSocket() {
    return new LineSocket(tls, proxy);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw connectedOnly();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw connectedOnly();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw connectedOnly();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    throw connectedOnly();
  }

  private static IOException connectedOnly() {
    return new IOException("expected to be asked for a socket that is connected later");
  }
}
