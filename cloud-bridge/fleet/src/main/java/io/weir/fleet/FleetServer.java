package io.weir.fleet;

import io.weir.fleet.access.Access;
import io.weir.fleet.command.Commands;
import io.weir.fleet.device.Devices;
import io.weir.fleet.ingest.Arrival;
import io.weir.fleet.ingest.Ingest;
import io.weir.fleet.ingest.IngestStats;
import io.weir.fleet.ingest.Names;
import io.weir.fleet.link.DeviceAccess;
import io.weir.fleet.link.Mailbox;
import io.weir.fleet.link.Presence;
import io.weir.fleet.link.SignedAccess;
import io.weir.fleet.mqtt.FleetLink;
import io.weir.fleet.mqtt.StatusDesk;
import io.weir.fleet.mqtt.TlsIdentity;
import io.weir.fleet.series.Digest;
import io.weir.fleet.series.DigestDriver;
import io.weir.fleet.series.Head;
import io.weir.fleet.series.PointQuery;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.store.Housekeeping;
import io.weir.fleet.store.SegmentTable;
import io.weir.fleet.store.SeriesTable;
import io.weir.fleet.web.FleetWeb;
import io.weir.fleet.web.Listen;
import io.weir.fleet.web.WebServer;
import io.weir.uplink.RecordsCodec;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.Status;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole cloud end in one process: store, links, commands, web. Ready when the constructor
 * returns, but for the broker, which may come later.
 */
public final class FleetServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetServer.class);

  private final Database database;
  private final Head head = new Head();
  private final IngestStats stats = new IngestStats();
  private final Mailbox mailbox = new Mailbox();
  private final Presence presence = new Presence();
  private final Ingest ingest;
  private final DigestDriver digest;
  private final Devices devices;
  private final Commands commands;
  private final StatusDesk statuses;
  private final Metrics metrics;
  private final WebServer web;
  private final Optional<String> firstPassword;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "weir-sweeper");
            thread.setDaemon(true);
            return thread;
          });
  private volatile FleetLink link;

  /**
   * What a fleet needs.
   *
   * @param data the store's folder
   * @param mqttUrl the broker, or null for none
   * @param identity the fleet's own in TLS, or null for a broker without TLS
   * @param keep how long points are kept, or null for ever
   */
  public record Settings(
      Path data, String mqttUrl, TlsIdentity identity, Listen listen, Duration keep) {}

  public FleetServer(Settings settings, Clock clock) {
    database = Database.open(settings.data());
    load();
    PointQuery points = new PointQuery(database, head);
    devices = new Devices(database, head, points, clock);
    commands = new Commands(database, clock, new Down());
    ingest = new Ingest(database, head, clock, this::answered, stats);
    digest =
        new DigestDriver(
            new Digest(database, head), head, new Housekeeping(database, settings.keep()), clock);
    statuses = new StatusDesk(this::status);
    Access access = new Access(database, clock);
    firstPassword = access.firstPassword();
    if (settings.mqttUrl() != null) {
      link = new FleetLink(settings.mqttUrl(), settings.identity(), this::offer, statuses);
    }
    metrics = new Metrics(stats, ingest, head, link);
    Map<String, BooleanSupplier> ready = new LinkedHashMap<>();
    ready.put("store", ingest::isHealthy);
    if (link != null) {
      ready.put("broker", link::isConnected);
    }
    sweeper.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    web =
        new FleetWeb(
                access,
                devices,
                points,
                commands,
                ready,
                metrics::text,
                clock,
                new FleetWeb.Link(
                    new DeviceAccess(database, clock),
                    new SignedAccess(database, clock),
                    this::offer,
                    mailbox,
                    presence))
            .start(settings.listen());
  }

  /** Brings back to memory what a stop left in the landing. */
  private void load() {
    database.read(
        handle -> {
          head.load(SeriesTable.all(handle));
          Map<Long, String> bases = new HashMap<>();
          DeviceTable.all(handle)
              .forEach(device -> bases.put(device.id(), Names.base(device.serial())));
          SegmentTable.forEachLanded(
              handle,
              (device, thinned, body) ->
                  head.add(device, bases.get(device), RecordsCodec.decode(body), thinned));
          return null;
        });
  }

  /** The password of the first account, if this start made it. */
  public Optional<String> firstPassword() {
    return firstPassword;
  }

  public int httpPort() {
    return web.port();
  }

  private boolean offer(Arrival arrival) {
    return ingest.offer(arrival);
  }

  private void answered() {
    if (link != null) {
      link.answered();
    }
  }

  /** Ways down: a gateway that polls fetches its commands, others have them over MQTT. */
  private final class Down implements Commands.Sender {
    @Override
    public boolean fetches(long deviceId) {
      return mailbox.ring(deviceId);
    }

    @Override
    public CompletableFuture<Void> send(String serial, Command command) {
      return link == null
          ? CompletableFuture.failedFuture(new IllegalStateException("no broker is configured"))
          : link.send(serial, command);
    }
  }

  private void status(String serial, Status status, boolean retained) {
    devices.status(serial, status, retained, commands::deliver);
  }

  private void sweep() {
    try {
      int expired = commands.sweep();
      if (expired > 0) {
        LOG.atInfo().addKeyValue("commands", expired).log("commands expired");
      }
      presence.gone(System.nanoTime()).forEach(devices::offline);
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("commands could not be swept");
    }
  }

  @Override
  public void close() {
    sweeper.shutdownNow();
    web.close();
    if (link != null) {
      link.close();
    }
    statuses.close();
    ingest.close();
    digest.close();
    metrics.close();
    database.close();
  }
}
