package io.weir.bridge;

import io.weir.bridge.tls.TlsFiles;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How one cloud is reached, checked. Immutable.
 *
 * @param name what the outbox keeps its progress under
 * @param url where it is
 * @param tokenFile the gateway's token, or null
 * @param hmacKeyFile the key that HTTPS requests are signed with, or null
 * @param proxy through which HTTPS goes, or null
 * @param ackByBroker whether the MQTT broker's word is enough
 * @param window segments in flight
 * @param keepAlive how often an idle line is tried
 * @param bytesPerSecond the most to send, 0 = no limit
 */
record CloudSettings(
    String name,
    String url,
    TlsFiles tls,
    Path tokenFile,
    Path hmacKeyFile,
    InetSocketAddress proxy,
    boolean ackByBroker,
    int window,
    Duration keepAlive,
    long bytesPerSecond) {

  private static final int MOST_WINDOW = 1_000;
  private static final int MOST_KEEP_ALIVE = 3_600;

  /**
   * @throws IllegalArgumentException if a value cannot be used; the message names its key
   */
  static CloudSettings of(String name, Keys keys) {
    return new CloudSettings(
        name,
        keys.text("cloud.url"),
        new TlsFiles(keys.path("tls.ca"), keys.path("tls.cert"), keys.path("tls.key")),
        keys.path("token.file"),
        keys.path("hmac.key.file"),
        keys.address("proxy"),
        keys.choice("ack", List.of("cloud", "broker")).equals("broker"),
        (int) keys.number("window", 1, MOST_WINDOW),
        Duration.ofSeconds(keys.number("keepalive.s", 1, MOST_KEEP_ALIVE)),
        keys.number("bytes.per.second", 0, Long.MAX_VALUE));
  }
}
