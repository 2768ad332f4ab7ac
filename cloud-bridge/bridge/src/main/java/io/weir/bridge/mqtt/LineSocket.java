package io.weir.bridge.mqtt;

import io.weir.bridge.proxy.ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A line to the cloud, on which no packet comes that is too large: through the proxy if there is
 * one, then TLS 1.2 or 1.3 with the name of the cloud itself checked. {@link #close} ends it at any
 * moment: JDK 17's waits for ever for a writer that is stuck on a half-open line, unless a linger
 * time is set (SSLSocketImpl.closeNotify). Closed by any thread.
 */
final class LineSocket extends Socket {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final int LINGER_SECONDS = 1;
  // 1 MiB: four times the largest command
  private static final long MOST_PACKET = 1 << 20;

  private final SSLContext tls;
  private final ProxyServer proxy;
  private Socket line;
  private InputStream packets;
  private boolean closed;

  LineSocket(SSLContext tls, ProxyServer proxy) {
    this.tls = tls;
    this.proxy = proxy;
  }

  @Override
  public void connect(SocketAddress to, int timeoutMs) throws IOException {
    InetSocketAddress cloud = (InetSocketAddress) to;
    Socket plain = new Socket(Proxy.NO_PROXY);
    use(plain);
    plain.setTcpNoDelay(true);
    plain.setSoTimeout(timeoutMs);
    plain.setSoLinger(true, LINGER_SECONDS);
    if (proxy == null) {
      plain.connect(cloud, timeoutMs);
    } else {
      proxy.connect(plain, cloud.getHostString(), cloud.getPort(), timeoutMs);
    }
    if (tls != null) {
      handshake(plain, cloud);
    }
  }

  private void handshake(Socket plain, InetSocketAddress cloud) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(plain, cloud.getHostString(), cloud.getPort(), true);
    use(secured);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
  }

  private synchronized void use(Socket next) throws IOException {
    line = next;
    if (closed) {
      next.close();
    }
  }

  private synchronized Socket line() throws SocketException {
    if (line == null) {
      throw new SocketException("the line is not connected yet");
    }
    return line;
  }

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    if (packets == null) {
      packets = new BoundedPackets(line().getInputStream(), MOST_PACKET);
      // the client asks for it once, just before it starts its threads
      Hurry.along(Thread.currentThread());
    }
    return packets;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return line().getOutputStream();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    line().setSoTimeout(millis);
  }

  @Override
  public void connect(SocketAddress to) throws IOException {
    connect(to, 0);
  }

  @Override
  public synchronized boolean isConnected() {
    return line != null && line.isConnected();
  }

  @Override
  public synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws IOException {
    Socket last;
    synchronized (this) {
      closed = true;
      last = line;
    }
    if (last != null) {
      last.close();
    }
  }
}
