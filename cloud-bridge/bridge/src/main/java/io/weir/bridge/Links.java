package io.weir.bridge;

import io.weir.bridge.https.HttpsLink;
import io.weir.bridge.https.HttpsSettings;
import io.weir.bridge.mqtt.MqttLink;
import io.weir.bridge.mqtt.MqttSettings;
import io.weir.bridge.uplink.CloudLink;
import io.weir.bridge.uplink.LinkState;
import io.weir.bridge.uplink.TrueTime;
import io.weir.bridge.uplink.Uplink;
import io.weir.bridge.uplink.UplinkSettings;
import io.weir.outbox.Outbox;
import io.weir.uplink.proto.Status;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links to the clouds that are configured: none, or one. Any thread. */
final class Links implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);
  static final String CLOUD = "cloud";
  private static final Duration COMMANDS_POLL = Duration.ofSeconds(60);
  // places for replies and alerts and for the birth message, on top of the window
  private static final int EXTRA_IN_FLIGHT = 16;

  private final BridgeSettings settings;
  private final Outbox outbox;
  private final Supplier<Status> birth;
  private volatile List<Uplink> uplinks = List.of();

  Links(BridgeSettings settings, Outbox outbox, Supplier<Status> birth) {
    this.settings = settings;
    this.outbox = outbox;
    this.birth = birth;
  }

  /** Starts to connect. Returns at once. */
  void start(Uplink.CommandSink commands, TrueTime clock) {
    if (settings.cloudUrl().isEmpty()) {
      LOG.atInfo().log("no cloud is configured, readings are kept");
      return;
    }
    Uplink uplink =
        new Uplink(
            new UplinkSettings(
                CLOUD,
                settings.serial(),
                settings.window(),
                settings.ackByBroker(),
                settings.keepAlive(),
                settings.bytesPerSecond()),
            link(),
            outbox,
            birth,
            commands,
            clock,
            new SecureRandom());
    uplinks = List.of(uplink);
    uplink.start();
  }

  private CloudLink link() {
    String url = settings.cloudUrl();
    if (url.startsWith("ssl://") || url.startsWith("tcp://")) {
      if (url.startsWith("tcp://")) {
        LOG.atWarn().addKeyValue("url", url).log("the link to the cloud is not encrypted");
      }
      return new MqttLink(
          new MqttSettings(
              url,
              settings.serial(),
              settings.tls(),
              settings.tokenFile(),
              settings.keepAlive(),
              settings.window() + EXTRA_IN_FLIGHT));
    }
    if (url.startsWith("https://")) {
      return new HttpsLink(
          new HttpsSettings(
              url,
              settings.serial(),
              settings.tls(),
              settings.tokenFile(),
              settings.hmacKeyFile(),
              settings.proxy(),
              COMMANDS_POLL));
    }
    throw new IllegalArgumentException("cloud.url must start with ssl:// or https://, was " + url);
  }

  /** Whether some cloud takes segments and stores them now. */
  boolean storing() {
    return uplinks.stream().anyMatch(uplink -> uplink.state().storing());
  }

  void appended() {
    uplinks.forEach(Uplink::appended);
  }

  void announce() {
    uplinks.forEach(Uplink::announce);
  }

  List<LinkState> states() {
    return uplinks.stream().map(Uplink::state).toList();
  }

  List<String> urls() {
    List<String> urls = new ArrayList<>();
    uplinks.forEach(uplink -> urls.add(settings.cloudUrl()));
    return urls;
  }

  /** The names under which the outbox keeps each link's progress. */
  Set<String> names() {
    // also without a cloud: then everything waits for the first one
    return Set.of(CLOUD);
  }

  @Override
  public void close() {
    uplinks.forEach(Uplink::stop);
    uplinks.forEach(Uplink::close);
  }
}
