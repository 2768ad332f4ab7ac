package io.weir.bridge;

import io.weir.bridge.mqtt.Payload;
import io.weir.bridge.mqtt.Publishing;
import io.weir.bridge.proxy.ProxyServer;
import io.weir.bridge.tls.TlsFiles;
import io.weir.bridge.uplink.OpeningHours;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;

/**
 * How one cloud is reached, checked. Immutable.
 *
 * @param name what the outbox keeps its progress under
 * @param url where it is
 * @param tokenFile the gateway's token, or null
 * @param hmacKeyFile the key that HTTPS requests are signed with, or null
 * @param proxy through which it is reached, or null
 * @param ackByBroker whether the MQTT broker's word is enough
 * @param window segments in flight
 * @param keepAlive how often an idle line is tried
 * @param bytesPerSecond the most to send, 0 = no limit
 * @param hours when the link may be up
 * @param broker what else a cloud that is an MQTT broker wants
 */
record CloudSettings(
    String name,
    String url,
    TlsFiles tls,
    Path tokenFile,
    Path hmacKeyFile,
    ProxyServer proxy,
    boolean ackByBroker,
    int window,
    Duration keepAlive,
    long bytesPerSecond,
    OpeningHours hours,
    Broker broker) {

  /**
   * What only an MQTT broker is told. Immutable.
   *
   * @param clientId "" for the serial
   * @param user "" for the serial
   * @param payload what the messages hold
   * @param topic for readings, "" for the payload's own
   * @param status likewise, "none" for none
   * @param command likewise, "none" for none
   * @param messageBytes the largest message of SenML
   */
  record Broker(
      String clientId,
      String user,
      Payload payload,
      String topic,
      String status,
      String command,
      int messageBytes) {}

  private static final int MOST_WINDOW = 1_000;
  private static final int MOST_KEEP_ALIVE = 3_600;
  private static final int MOST_OPEN_MINUTES = 7 * 24 * 60;
  private static final int SMALLEST_MESSAGE = 1_024;
  // 256 MiB less one, and the topic: MQTT 3.1.1 s2.2.3
  private static final int LARGEST_MESSAGE = 256 * 1024 * 1024 - 70_000;

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
        proxy(keys),
        keys.choice("ack", List.of("cloud", "broker")).equals("broker"),
        (int) keys.number("window", 1, MOST_WINDOW),
        Duration.ofSeconds(keys.number("keepalive.s", 1, MOST_KEEP_ALIVE)),
        keys.number("bytes.per.second", 0, Long.MAX_VALUE),
        hours(keys),
        new Broker(
            keys.text("client.id"),
            keys.text("user"),
            payload(keys.text("payload")),
            keys.text("topic"),
            keys.text("topic.status"),
            keys.text("topic.command"),
            (int) keys.number("message.bytes", SMALLEST_MESSAGE, LARGEST_MESSAGE)));
  }

  private static ProxyServer proxy(Keys keys) {
    return keys.text("proxy").isEmpty()
        ? null
        : ProxyServer.of(
            keys.text("proxy"), keys.text("proxy.user"), keys.path("proxy.password.file"));
  }

  private static OpeningHours hours(Keys keys) {
    Duration length = Duration.ofMinutes(keys.number("open.minutes", 1, MOST_OPEN_MINUTES));
    boolean urgent = keys.choice("open.urgent", List.of("true", "false")).equals("true");
    if (keys.text("open.at").isEmpty()) {
      return OpeningHours.ALWAYS;
    }
    try {
      String zone = keys.text("open.zone");
      ZoneId of = zone.isEmpty() ? ZoneId.systemDefault() : ZoneId.of(zone);
      return OpeningHours.of(keys.text("open.at"), length, of, urgent);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("open.zone: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("open.at: " + e.getMessage(), e);
    }
  }

  private static Payload payload(String word) {
    return Arrays.stream(Payload.values())
        .filter(payload -> payload.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "payload must be segment, senml-json or senml-cbor, was " + word));
  }

  /**
   * What goes to an MQTT broker under which topics.
   *
   * @throws IllegalArgumentException if that does not go together; the message says what
   */
  Publishing publishing(String serial) {
    if (ackByBroker) {
      return Publishing.toBroker(
          serial,
          broker.payload(),
          broker.topic(),
          broker.status(),
          broker.command(),
          broker.messageBytes());
    }
    if (broker.payload() != Payload.SEGMENT || !broker.topic().isEmpty()) {
      throw new IllegalArgumentException(
          "a cloud with ack = cloud is a fleet and wants segments on its own topics:"
              + " payload and topic need ack = broker");
    }
    return Publishing.toFleet(serial);
  }
}
