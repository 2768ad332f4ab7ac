package io.weir.bridge;

import io.weir.bridge.report.CloudView;
import io.weir.bridge.uplink.LinkState;
import io.weir.bridge.uplink.TrueTime;
import io.weir.bridge.uplink.Uplink;
import io.weir.bridge.uplink.UplinkSettings;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxStats;
import io.weir.uplink.proto.Status;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links to the clouds that are configured, each with its own thread and progress. Any thread.
 */
final class Links implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);

  private final String serial;
  private final Outbox outbox;
  private final Supplier<Status> birth;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private volatile List<Uplink> uplinks = List.of();

  /** A cloud, and its uplink once that was started; never one when its settings are wrong. */
  private static final class Link {
    final Cloud cloud;
    final Instant since = Instant.now();
    CloudSettings settings;
    String wrong = "";
    Uplink uplink;

    Link(Cloud cloud) {
      this.cloud = cloud;
    }

    LinkState state() {
      String detail = wrong.isEmpty() ? "not started yet" : wrong;
      return uplink != null
          ? uplink.state()
          : new LinkState(
              cloud.name(), false, false, since, detail, "", 0, 0, 0, 0, OptionalDouble.empty());
    }
  }

  Links(String serial, Outbox outbox, Supplier<Status> birth) {
    this.serial = serial;
    this.outbox = outbox;
    this.birth = birth;
  }

  /** One more cloud; {@link #start} connects to it. */
  synchronized void add(Cloud cloud) {
    if (links.putIfAbsent(cloud.name(), new Link(cloud)) != null) {
      LOG.atError()
          .addKeyValue("cloud", cloud.name())
          .log("there is a cloud of that name already, this one is not used");
    }
  }

  /** The cloud is configured no longer, or otherwise from now on. Within a second. */
  void remove(Cloud cloud) {
    Link gone;
    synchronized (this) {
      gone = links.get(cloud.name());
      if (gone == null || gone.cloud != cloud) {
        return;
      }
      links.remove(cloud.name());
      changed();
    }
    if (gone.uplink != null) {
      gone.uplink.close();
    }
  }

  /** The names of the clouds that are configured. */
  synchronized Set<String> names() {
    return Set.copyOf(links.keySet());
  }

  /** Starts to connect to those that are new. The outbox knows their names. Returns at once. */
  synchronized void start(Uplink.CommandSink commands, TrueTime clock) {
    for (Link link : links.values()) {
      if (link.uplink == null && link.wrong.isEmpty()) {
        try {
          link.settings = link.cloud.settings();
          link.uplink = uplink(link.settings, commands, clock);
          link.uplink.start();
        } catch (IllegalArgumentException e) {
          link.wrong = "its configuration cannot be used: " + e.getMessage();
          LOG.atError().addKeyValue("cloud", link.cloud.name()).setCause(e).log(link.wrong);
        }
      }
    }
    changed();
  }

  private Uplink uplink(CloudSettings cloud, Uplink.CommandSink commands, TrueTime clock) {
    return new Uplink(
        new UplinkSettings(
            cloud.name(),
            serial,
            cloud.window(),
            cloud.ackByBroker(),
            cloud.keepAlive(),
            cloud.bytesPerSecond(),
            cloud.hours()),
        Transports.link(serial, cloud),
        outbox,
        birth,
        commands,
        clock,
        new SecureRandom());
  }

  private void changed() {
    uplinks = links.values().stream().map(link -> link.uplink).filter(Objects::nonNull).toList();
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

  /** How each stands, and what waits for it. */
  List<CloudView> views() {
    List<Link> all;
    synchronized (this) {
      all = List.copyOf(links.values());
    }
    Set<String> known = outbox.links();
    List<CloudView> views = new ArrayList<>();
    for (Link link : all) {
      String name = link.cloud.name();
      views.add(
          new CloudView(
              link.settings == null ? "" : link.settings.url(),
              link.state(),
              known.contains(name) ? outbox.waiting(name) : new OutboxStats.Waiting(0, 0, 0, 0)));
    }
    return views;
  }

  @Override
  public void close() {
    List<Uplink> last;
    synchronized (this) {
      last = uplinks;
      links.clear();
      changed();
    }
    last.forEach(Uplink::stop);
    last.forEach(Uplink::close);
  }
}
