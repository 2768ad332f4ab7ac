package io.weir.bridge;

import io.weir.bridge.recorder.GroupLimits;
import io.weir.bridge.tls.TlsFiles;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration, checked. Immutable.
 *
 * @param serial the gateway
 * @param version of the agent
 * @param cloudUrl where the cloud is, "" for nowhere
 * @param tokenFile the gateway's token, or null
 * @param hmacKeyFile the key that HTTPS requests are signed with, or null
 * @param proxy through which HTTPS goes, or null
 * @param ackByBroker whether the MQTT broker's word is enough
 * @param window segments in flight
 * @param keepAlive how often an idle line is tried
 * @param bytesPerSecond the most to send, 0 = no limit
 */
record BridgeSettings(
    String serial,
    String version,
    String cloudUrl,
    TlsFiles tls,
    Path tokenFile,
    Path hmacKeyFile,
    InetSocketAddress proxy,
    boolean ackByBroker,
    GroupLimits group,
    int window,
    Duration keepAlive,
    long bytesPerSecond) {

  private static final int SEGMENT_BYTES = 64 * 1024; // uplink.md, segment: size
  private static final int MOST_WINDOW = 1_000;

  BridgeSettings {
    if (serial == null || serial.isBlank()) {
      throw new IllegalArgumentException(
          "the framework property weir.serial must name the gateway, was " + serial);
    }
    range("window", window, 1, MOST_WINDOW);
    range("keepalive.s", keepAlive.toSeconds(), 1, 3_600);
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "bytes.per.second must be 0 or more, was " + bytesPerSecond);
    }
  }

  static BridgeSettings of(BridgeConfig config, String serial, String version) {
    return new BridgeSettings(
        serial,
        version == null ? "" : version,
        config.cloud_url().strip(),
        new TlsFiles(path(config.tls_ca()), path(config.tls_cert()), path(config.tls_key())),
        path(config.token_file()),
        path(config.hmac_key_file()),
        proxy(config.proxy()),
        ackByBroker(config.ack()),
        new GroupLimits(
            Duration.ofMillis(config.group_ms()),
            Duration.ofMillis(Math.max(config.group_ms(), config.group_offline_ms())),
            config.group_records(),
            SEGMENT_BYTES),
        config.window(),
        Duration.ofSeconds(config.keepalive_s()),
        config.bytes_per_second());
  }

  /** The gateway's own base name (bus.md). */
  String gatewayBase() {
    return "urn:cpt:device:sn:" + serial + ":";
  }

  private static boolean ackByBroker(String ack) {
    return switch (ack) {
      case "cloud" -> false;
      case "broker" -> true;
      default -> throw new IllegalArgumentException("ack must be cloud or broker, was " + ack);
    };
  }

  private static InetSocketAddress proxy(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      URI uri = URI.create("proxy://" + text.strip());
      if (uri.getHost() != null && uri.getPort() > 0) {
        // looked up when it is used: at the start there may be no name server yet
        return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("proxy must be host:port, was " + text, e);
    }
    throw new IllegalArgumentException("proxy must be host:port, was " + text);
  }

  private static void range(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " must be " + least + " to " + most + ", was " + value);
    }
  }

  private static Path path(String text) {
    return text.isBlank() ? null : Path.of(text.strip());
  }
}
