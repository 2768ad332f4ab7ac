package io.weir.deployer;

import io.weir.broker.Bus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs deployments one after the other on {@code weir-deployer}, whichever door they come through.
 * It never fails in activation: a store that cannot be read is said in the log and in each answer.
 */
@Component(
    configurationPid = "io.weir.deployer",
    immediate = true,
    service = {})
@Designate(ocd = DeployerConfig.class)
public final class Deployer {
  private static final Logger LOG = LoggerFactory.getLogger(Deployer.class);
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "weir-deployer"));
  private final Path dropped;
  private final Announcer announcer;
  private final Heartbeats heartbeats;
  private final Path data;
  private final CloudDoor cloudDoor;
  private final Map<String, String> refused = new ConcurrentSkipListMap<>();
  private final List<AutoCloseable> doors = new ArrayList<>();
  private final java.util.function.Function<Store, Rollout> rollouts;
  private volatile Store store;
  private Rollout rollout;
  private DropFolder dropFolder;

  @Activate
  public Deployer(@Reference Bus bus, DeployerConfig config, BundleContext context) {
    data = Path.of(context.getProperty("weir.data"), "deployer");
    heartbeats = new Heartbeats(bus);
    dropped = folder(config.drop_folder(), context.getProperty("weir.plugins"));
    announcer = new Announcer(bus, context.getProperty("weir.serial"), System::nanoTime);
    boolean enforced = !config.signatures().equals("off");
    if (!enforced) {
      LOG.atWarn()
          .log(
              "SIGNATURES ARE OFF: any plugin package is installed, whoever made it; for development only");
    }
    // the distribution's own key signs its samples; the operator's folder holds everybody else
    var keys =
        new TrustedKeys(
            Path.of(context.getProperty("weir.home"), "trust"),
            folder(config.trust_folder(), context.getProperty("weir.conf") + "/trust"));
    Path conf = Path.of(context.getProperty("weir.conf"));
    BundleContext framework =
        context.getBundle(org.osgi.framework.Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
    rollouts =
        opened ->
            new Rollout(
                opened,
                new PackageReader(PackageLimits.DEFAULT),
                new Verifier(keys, enforced),
                new FrameworkInstaller(framework, heartbeats, () -> bus.state().connected()),
                Duration.ofSeconds(config.health_window_s()),
                InstantSource.system(),
                new ConfigurationCopies(conf, data.resolve("configuration")),
                announcer);
    worker.execute(this::recover);
    worker.scheduleWithFixedDelay(
        this::scan, 0, Math.max(50, config.poll_ms()), TimeUnit.MILLISECONDS);
    worker.scheduleWithFixedDelay(this::tend, 1, 1, TimeUnit.MINUTES);
    doors.add(bus.subscribe("agent.deploy", new BusDoor(bus, this)::take));
    long maxBytes = PackageLimits.DEFAULT.packedBytes();
    cloudDoor =
        new CloudDoor(
            bus,
            this,
            new Download(data.resolve("incoming"), maxBytes, announcer),
            new Chunks(data.resolve("incoming"), maxBytes, announcer),
            context.getBundle().getVersion().toString());
    doors.add(cloudDoor);
  }

  private static Path folder(String configured, String preset) {
    return Path.of(configured.isBlank() ? preset : configured);
  }

  private void recover() {
    try {
      store = new Store(data);
      dropFolder = new DropFolder(dropped, store.drops());
      Rollout opened = rollouts.apply(store);
      opened.recover();
      rollout = opened;
      cloudDoor.changed();
    } catch (IOException e) {
      LOG.atError()
          .setCause(e)
          .log("the deployer's store in {} cannot be used; nothing can be deployed", data);
    }
  }

  private void scan() {
    try {
      if (rollout == null) {
        return;
      }
      DropFolder.Change change = dropFolder.look();
      for (Path file : change.arrived()) {
        drop(file);
      }
      for (Plugin plugin : store.all()) {
        String file = plugin.source().startsWith("drop:") ? plugin.source().substring(5) : null;
        if (file != null && !change.present().contains(file)) {
          rollout.remove(plugin.name());
          cloudDoor.changed();
        }
      }
      refused.keySet().retainAll(change.present());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | DeployFailed | PackageRefused | RuntimeException e) {
      LOG.atWarn().setCause(e).log("the drop folder could not be worked through");
    }
  }

  private void tend() {
    try {
      if (rollout != null) {
        rollout.tend();
      }
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("the plugins that should run could not be looked after");
    }
  }

  private void drop(Path file) throws IOException, InterruptedException {
    String name = file.getFileName().toString();
    try (InputStream in = Files.newInputStream(file)) {
      deployNow(in, "drop:" + name, false);
      store.saveDrops(dropFolder.settle(name));
      refused.remove(name);
    } catch (PackageRefused e) {
      refused.put(name, e.getMessage());
      LOG.atWarn().addKeyValue("file", name).log("refused: {}", e.getMessage());
    }
  }

  private Plugin deployNow(InputStream in, String source, boolean downgrade)
      throws IOException, PackageRefused, InterruptedException {
    opened();
    Path incoming = store.receive(in, PackageLimits.DEFAULT.packedBytes());
    try {
      return opened().deploy(incoming, source, downgrade);
    } finally {
      cloudDoor.changed();
      Files.deleteIfExists(incoming);
    }
  }

  private Rollout opened() throws IOException {
    if (rollout == null) {
      throw new IOException("the deployer's store in " + data + " cannot be used; see the log");
    }
    return rollout;
  }

  /** Deploys and waits for the end of it. Any thread but the worker's. */
  Plugin deploy(InputStream in, String source, boolean downgrade)
      throws ExecutionException, InterruptedException {
    return worker.submit(() -> deployNow(in, source, downgrade)).get();
  }

  /** Removes and waits for the end of it. Any thread but the worker's. */
  Plugin remove(String plugin) throws ExecutionException, InterruptedException {
    return worker
        .submit(
            () -> {
              try {
                return opened().remove(plugin);
              } finally {
                cloudDoor.changed();
              }
            })
        .get();
  }

  /** What stands, and what was refused in the drop folder with the reason. Any thread, at once. */
  Map<String, Object> list() throws IOException {
    Store opened = store;
    if (opened == null) {
      throw new IOException("the deployer's store in " + data + " cannot be used; see the log");
    }
    return Map.of(
        "plugins", opened.all().stream().map(Plugin::toMap).toList(),
        "refused", Map.copyOf(refused));
  }

  @Deactivate
  void close() throws Exception {
    for (AutoCloseable door : doors) {
      door.close();
    }
    heartbeats.close();
    worker.shutdownNow();
    worker.awaitTermination(2, TimeUnit.SECONDS);
  }
}
