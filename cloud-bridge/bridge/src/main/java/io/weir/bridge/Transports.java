package io.weir.bridge;

import io.weir.bridge.https.HttpsLink;
import io.weir.bridge.https.HttpsSettings;
import io.weir.bridge.mqtt.MqttLink;
import io.weir.bridge.mqtt.MqttSettings;
import io.weir.bridge.uplink.CloudLink;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the way to a cloud by its address. Stateless; any thread. */
final class Transports {
  private static final Logger LOG = LoggerFactory.getLogger(Transports.class);
  private static final Duration COMMANDS_POLL = Duration.ofSeconds(60);
  // places for replies and alerts and for the birth message, on top of the window
  private static final int EXTRA_IN_FLIGHT = 16;

  private Transports() {}

  /**
   * @throws IllegalArgumentException if the address is of no kind that there is
   */
  static CloudLink link(String serial, CloudSettings cloud) {
    String url = cloud.url();
    if (url.startsWith("ssl://") || url.startsWith("tcp://")) {
      if (url.startsWith("tcp://")) {
        LOG.atWarn().addKeyValue("url", url).log("the link to the cloud is not encrypted");
      }
      return new MqttLink(
          new MqttSettings(
              url,
              serial,
              orSerial(cloud.broker().clientId(), serial),
              orSerial(cloud.broker().user(), serial),
              cloud.tls(),
              cloud.tokenFile(),
              cloud.proxy(),
              inFlight(cloud),
              cloud.publishing(serial)));
    }
    if (cloud.ackByBroker()) {
      throw new IllegalArgumentException("ack = broker is for an MQTT broker, was with " + url);
    }
    if (url.startsWith("https://")) {
      return new HttpsLink(
          new HttpsSettings(
              url,
              serial,
              cloud.tls(),
              cloud.tokenFile(),
              cloud.hmacKeyFile(),
              cloud.proxy(),
              COMMANDS_POLL));
    }
    throw new IllegalArgumentException("cloud.url must start with ssl:// or https://, was " + url);
  }

  /** A broker that is not ours may allow few: AWS IoT takes 100 before it answers. */
  private static int inFlight(CloudSettings cloud) {
    int segments = cloud.ackByBroker() ? cloud.window() : MqttLink.inFlight(cloud.window());
    return segments + EXTRA_IN_FLIGHT;
  }

  private static String orSerial(String text, String serial) {
    return text.isEmpty() ? serial : text;
  }
}
