package io.weir.bridge.mqtt;

import io.weir.bridge.proxy.ProxyServer;
import io.weir.bridge.tls.FileVersions;
import io.weir.bridge.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the MQTT broker of the cloud is and who we are to it. Immutable.
 *
 * @param url {@code ssl://host:port}
 * @param serial the gateway
 * @param clientId who we are to the broker: the serial, unless the broker wants another
 * @param user the name that goes with the token: the serial, unless the broker wants another
 * @param tls whom to trust and our certificate
 * @param tokenFile a file with the password, or null
 * @param proxy through which to go, or null
 * @param inFlight publishes under way at most
 * @param publishing what goes up under which topics
 */
public record MqttSettings(
    String url,
    String serial,
    String clientId,
    String user,
    TlsFiles tls,
    Path tokenFile,
    ProxyServer proxy,
    int inFlight,
    Publishing publishing) {
  private static final int TLS_PORT = 8883; // MQTT 3.1.1 s4.2, registered with IANA
  private static final int PLAIN_PORT = 1883;

  /** To the broker of a fleet. */
  public MqttSettings(String url, String serial, TlsFiles tls, Path tokenFile, int inFlight) {
    this(url, serial, serial, serial, tls, tokenFile, null, inFlight, Publishing.toFleet(serial));
  }

  boolean encrypted() {
    return url.startsWith("ssl:");
  }

  /** The address for the client, which is not to make TLS: our own sockets do. */
  String clientUrl() {
    // not by java.net.URI, which finds no host in gate_way.example
    String address = url.substring(url.indexOf("://") + 3);
    boolean withPort = address.matches(".*:[0-9]+");
    return "tcp://" + address + (withPort ? "" : ":" + (encrypted() ? TLS_PORT : PLAIN_PORT));
  }

  /**
   * Makes sockets with what the files of the identity hold now.
   *
   * @throws IOException if a certificate or key cannot be read; the message says which
   */
  LineSockets lines() throws IOException {
    return new LineSockets(encrypted() ? tls.context() : null, proxy);
  }

  /** Something that is equal as long as no file of the identity has changed. */
  Object credentials() {
    return List.of(
        tls.version(), FileVersions.of(tokenFile, proxy == null ? null : proxy.passwordFile()));
  }
}
