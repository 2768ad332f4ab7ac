package io.weir.bridge.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * TLS 1.2 and 1.3 sockets whose {@code close} ends. JDK 17's waits for ever for a writer that is
 * stuck on a half-open line, unless a linger time is set (SSLSocketImpl.closeNotify). Any thread.
 */
final class BoundedCloseSockets extends SSLSocketFactory {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final int LINGER_SECONDS = 1;

  private final SSLSocketFactory sockets;

  BoundedCloseSockets(SSLContext context) {
    this.sockets = context.getSocketFactory();
  }

  private static Socket prepared(Socket socket) throws IOException {
    ((SSLSocket) socket).setEnabledProtocols(PROTOCOLS);
    socket.setSoLinger(true, LINGER_SECONDS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    return prepared(sockets.createSocket());
  }

  @Override
  public Socket createSocket(Socket on, String host, int port, boolean close) throws IOException {
    return prepared(sockets.createSocket(on, host, port, close));
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return prepared(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return prepared(sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return prepared(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return prepared(sockets.createSocket(host, port, local, localPort));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }
}
