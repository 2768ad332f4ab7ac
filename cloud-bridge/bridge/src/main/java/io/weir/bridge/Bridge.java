package io.weir.bridge;

import com.google.protobuf.ByteString;
import io.weir.bridge.downlink.Downlink;
import io.weir.bridge.recorder.ClockSync;
import io.weir.bridge.recorder.Recorder;
import io.weir.bridge.recorder.RecorderSettings;
import io.weir.bridge.report.AgentAnswers;
import io.weir.bridge.report.AgentView;
import io.weir.bridge.report.Catalogue;
import io.weir.bridge.report.HistoryAnswers;
import io.weir.bridge.report.SelfReport;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.outbox.CommandJournal;
import io.weir.outbox.History;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import io.weir.senml.SenmlWriter;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Store and forward: what lands on the bus goes through the outbox to the cloud, commands come
 * back. Starts the threads {@code weir-recorder}, {@code weir-uplink} and {@code weir-downlink} and
 * waits for none of them.
 */
@Component(
    configurationPid = "io.weir.bridge",
    service = {})
@Designate(ocd = BridgeConfig.class)
public final class Bridge {
  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

  /** The name of the cloud in {@code io.weir.bridge.cfg}. */
  static final String CLOUD = "cloud";

  // also tries again what failed because the outbox did not answer
  private static final long GRACE_CHECK_S = 30;
  private static final Duration OPEN_AGAIN = Duration.ofSeconds(5);
  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(30);
  private static final Duration KEEP_ANSWERS = Duration.ofDays(7);

  private final BridgeSettings settings;
  private final Bus bus;
  private final Outbox outbox;
  private final Instant startedAt = Instant.now();
  private final ScheduledThreadPoolExecutor executor;
  private final ClockSync clock;
  private final Links links;
  private final Recorder recorder;
  private final Catalogue catalogue;
  private final AgentAnswers answers;
  private final HistoryAnswers past;
  private final SelfReport selfReport;
  private final Downlink downlink;
  private final Holding holding = new Holding(CLOUD);
  private boolean opened;
  private boolean closed;

  @Activate
  public Bridge(
      @Reference Bus bus,
      @Reference Outbox outbox,
      @Reference CommandJournal journal,
      @Reference History history,
      BridgeConfig config,
      Map<String, Object> properties,
      BundleContext context) {
    this(
        bus,
        outbox,
        journal,
        history,
        BridgeSettings.of(
            config,
            properties,
            context.getProperty("weir.serial"),
            context.getProperty("weir.version")));
  }

  Bridge(Bus bus, Outbox outbox, CommandJournal journal, History history, BridgeSettings settings) {
    this.settings = settings;
    this.bus = bus;
    this.outbox = outbox;
    executor = new ScheduledThreadPoolExecutor(1, Bridge::downlinkThread);
    clock = ClockSync.ofSystem();
    links = new Links(settings.serial(), outbox, this::birth);
    if (!settings.cloud().text("cloud.url").isEmpty()) {
      links.add(new Cloud(CLOUD, settings.cloud()));
    }
    recorder =
        new Recorder(
            bus,
            outbox,
            new RecorderSettings(settings.gatewayBase(), settings.group()),
            clock,
            links::storing,
            links::appended);
    catalogue = new Catalogue(bus, links::announce);
    selfReport = new SelfReport(settings.gatewayBase(), Path.of("/proc/self/statm"));
    answers = new AgentAnswers(bus, this::view);
    past =
        new HistoryAnswers(
            bus, history, settings.gatewayBase(), outbox::links, InstantSource.system());
    downlink =
        new Downlink(
            bus, journal, outbox, executor, InstantSource.system(), SETTLING, links::appended);
    executor.execute(this::open);
    executor.scheduleWithFixedDelay(
        new Guarded(this::connect), GRACE_CHECK_S, GRACE_CHECK_S, TimeUnit.SECONDS);
    every(Duration.ofSeconds(1), catalogue::tick);
    every(REPORT_EVERY, this::report);
    every(Duration.ofDays(1), () -> journal.forget(KEEP_ANSWERS));
  }

  private static Thread downlinkThread(Runnable task) {
    Thread thread = new Thread(task, "weir-downlink");
    thread.setDaemon(true);
    return thread;
  }

  /** One more cloud, configured before or after the start. */
  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addCloud(Cloud cloud) {
    links.add(cloud);
    changed();
  }

  void removeCloud(Cloud cloud) {
    links.remove(cloud);
    changed();
  }

  private synchronized void changed() {
    if (!closed) {
      executor.execute(new Guarded(this::connect));
    }
  }

  /** Waits for the outbox, which may have a large or damaged database to open, then starts. */
  private void open() {
    try {
      outbox.epoch();
    } catch (OutboxException e) {
      LOG.atWarn().setCause(e).log("the outbox cannot be opened, trying again");
      executor.schedule(this::open, OPEN_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    synchronized (this) {
      if (!closed) {
        opened = true;
        downlink.start();
        connect();
        recorder.start();
      }
    }
  }

  /** Tells the outbox who wants its entries, all at once, then connects to those that are new. */
  private synchronized void connect() {
    if (closed || !opened) {
      return;
    }
    Set<String> held = outbox.links();
    Set<String> wanted = holding.names(links.names(), held, System.nanoTime());
    if (!wanted.equals(held)) {
      outbox.links(wanted);
      LOG.atInfo()
          .addKeyValue("before", held)
          .addKeyValue("clouds", wanted)
          .log("readings are kept for these clouds");
    }
    links.start(downlink, clock);
  }

  private void every(Duration period, Runnable task) {
    executor.scheduleWithFixedDelay(new Guarded(task), 0, period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Status birth() {
    return Status.newBuilder()
        .setOnline(true)
        .setAgentVersion(settings.version())
        .setStartedMs(startedAt.toEpochMilli())
        .setAtMs(System.currentTimeMillis())
        .setEpoch(ByteString.copyFrom(Segments.bytes(outbox.epoch())))
        .addAllServices(catalogue.services())
        .build();
  }

  private void report() {
    byte[] pack = SenmlWriter.write(settings.gatewayBase(), selfReport.records(view()));
    bus.publish(Message.of("events.data", pack));
  }

  private AgentView view() {
    return new AgentView(
        settings.serial(),
        settings.version(),
        startedAt,
        Instant.now(),
        bus.state(),
        bus.published(),
        recorder.stats(),
        outbox.stats(),
        links.views());
  }

  /** Stops within two seconds. What is under way will be taken up again at the next start. */
  @Deactivate
  void close() {
    synchronized (this) {
      closed = true;
    }
    answers.close();
    past.close();
    catalogue.close();
    downlink.close();
    executor.shutdownNow();
    recorder.close();
    links.close();
  }
}
