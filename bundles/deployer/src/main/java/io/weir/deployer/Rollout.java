package io.weir.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one plugin from one version to the next: staged, verified, started, watched, kept, else
 * back to what was there. Each phase is written before its step, so a kill or a power cut at any
 * point ends in the old or the new version. One thread.
 */
final class Rollout {
  private static final Logger LOG = LoggerFactory.getLogger(Rollout.class);
  private final Store store;
  private final PackageReader reader;
  private final Verifier verifier;
  private final Installer installer;
  private final Duration healthWindow;
  private final InstantSource clock;
  private final ConfigurationCopies configurations;
  private final Consumer<Progress> progress;
  // of those that should run and do not: how often that was seen
  private final Map<String, Integer> down = new HashMap<>();
  private long bytes;

  Rollout(
      Store store,
      PackageReader reader,
      Verifier verifier,
      Installer installer,
      Duration healthWindow,
      InstantSource clock,
      ConfigurationCopies configurations,
      Consumer<Progress> progress) {
    this.store = store;
    this.reader = reader;
    this.verifier = verifier;
    this.installer = installer;
    this.healthWindow = healthWindow;
    this.clock = clock;
    this.configurations = configurations;
    this.progress = progress;
  }

  /**
   * Deploys a received file to its end, and returns what stands then.
   *
   * @param incoming a file of {@link Store#receive}; it is taken over
   * @param source which door it came through
   * @param downgrade whether an older version than the current one may be installed
   * @throws PackageRefused before anything was changed
   */
  Plugin deploy(Path incoming, String source, boolean downgrade)
      throws PackageRefused, IOException, InterruptedException {
    PluginPackage candidate = reader.read(incoming);
    Plugin plugin = store.load(candidate.name());
    if (candidate.sha256().equals(plugin.current())) {
      return plugin;
    }
    String signer = verifier.verify(candidate, clock.instant());
    refuseDowngrade(plugin, candidate, downgrade);
    bytes = Files.size(incoming);
    store.keep(incoming, candidate.sha256());
    configurations.keep(plugin.name(), pids(candidate, plugin));
    plugin = write(plugin.stage(candidate, source));
    plugin = write(plugin.in(Phase.VERIFIED));
    LOG.atInfo()
        .addKeyValue("plugin", plugin.name())
        .addKeyValue("signer", signer)
        .log("deploying version {}", plugin.candidateVersion());
    return start(plugin);
  }

  /** The names that the old or the new version is configured under. */
  private Set<String> pids(PluginPackage candidate, Plugin plugin) throws IOException {
    var pids = new TreeSet<>(candidate.pids());
    if (plugin.installed()) {
      try {
        pids.addAll(reader.read(store.packageFile(plugin.current())).pids());
      } catch (PackageRefused e) {
        throw new IOException("the package that stands cannot be read: " + e.getMessage(), e);
      }
    }
    return pids;
  }

  private Plugin start(Plugin plugin) throws IOException, InterruptedException {
    plugin = write(plugin.in(Phase.STARTING));
    try {
      installer.put(plugin.name(), store.packageFile(plugin.candidate()));
    } catch (DeployFailed e) {
      return rollBack(plugin, e.getMessage());
    }
    plugin = write(plugin.in(Phase.WATCHED));
    Installer.Health health = watch(plugin);
    if (!health.well()) {
      return rollBack(plugin, health.detail());
    }
    plugin = write(plugin.kept("version " + plugin.candidateVersion() + " is kept"));
    configurations.forget(plugin.name());
    store.sweep();
    LOG.atInfo()
        .addKeyValue("plugin", plugin.name())
        .log("version {} is kept", plugin.currentVersion());
    return plugin;
  }

  /**
   * The health window runs only while the plugin could be heard: a broker that is down is not its
   * fault.
   */
  private Installer.Health watch(Plugin plugin) throws InterruptedException {
    long left = healthWindow.toNanos();
    String name = plugin.name();
    Installer.Health health = installer.health(name);
    while (!health.well() && !health.hopeless() && left > 0) {
      long begun = System.nanoTime();
      synchronized (this) {
        wait(100);
      }
      if (installer.hears()) {
        left -= System.nanoTime() - begun;
      }
      progress.accept(Progress.watching(plugin, bytes, Duration.ofNanos(left), healthWindow));
      health = installer.health(name);
    }
    return health;
  }

  /** Brings back what stood before, or nothing where nothing stood. */
  private Plugin rollBack(Plugin plugin, String why) throws IOException {
    LOG.atWarn()
        .addKeyValue("plugin", plugin.name())
        .log("version {} is rolled back: {}", plugin.candidateVersion(), why);
    plugin = write(plugin.in(Phase.ROLLING_BACK));
    String outcome = "version " + plugin.candidateVersion() + " was rolled back: " + why;
    try {
      // before the old version starts, so that it finds what it knows
      List<String> files = configurations.putBack(plugin.name());
      if (!files.isEmpty()) {
        outcome += "; its configuration went back too: " + String.join(", ", files);
      }
      restore(plugin);
    } catch (DeployFailed e) {
      outcome += "; and the old version does not start either: " + e.getMessage();
    }
    plugin = plugin.rolledBack(outcome);
    if (plugin.installed()) {
      write(plugin);
    } else {
      store.forget(plugin);
      progress.accept(Progress.in(plugin, bytes));
    }
    configurations.forget(plugin.name());
    store.sweep();
    return plugin;
  }

  private void restore(Plugin plugin) throws DeployFailed {
    if (!plugin.installed()) {
      installer.remove(plugin.name());
      return;
    }
    try {
      installer.put(plugin.name(), store.packageFile(plugin.current()));
    } catch (IOException e) {
      // of this one plugin: the others are looked after all the same
      throw new DeployFailed(plugin.name() + ": its package cannot be read: " + e, e);
    }
  }

  /** Takes a plugin off. */
  Plugin remove(String name) throws IOException, DeployFailed, PackageRefused {
    Plugin plugin = store.load(name);
    if (!plugin.installed()) {
      throw new PackageRefused("there is no plugin '" + name + "' that was deployed here");
    }
    installer.remove(name);
    down.remove(name);
    store.forget(plugin);
    store.sweep();
    LOG.atInfo().addKeyValue("plugin", name).log("removed");
    Plugin gone = Plugin.absent(name).rolledBack("removed");
    progress.accept(Progress.in(gone, 0));
    return gone;
  }

  /** After a start: ends what was cut short, and makes the framework hold what the records say. */
  void recover() throws IOException {
    for (Plugin plugin : store.all()) {
      switch (plugin.phase()) {
        case STAGED, VERIFIED, STARTING, WATCHED, ROLLING_BACK ->
            rollBack(
                plugin,
                "the agent went down while it was "
                    + plugin.phase().name().toLowerCase(Locale.ROOT));
        case SETTLED -> keepRunning(plugin);
      }
    }
    store.sweep();
  }

  /**
   * Tries again to start what stands and does not run, for what kept it from starting may be over.
   * To be called once a minute: the tries come after 1, 2, 4 minutes and so on.
   */
  void tend() throws IOException {
    for (Plugin plugin : store.all()) {
      if (plugin.phase() == Phase.SETTLED) {
        keepRunning(plugin);
      }
    }
  }

  private void keepRunning(Plugin plugin) throws IOException {
    String name = plugin.name();
    if (installer.running(name).equals(Optional.of(plugin.currentVersion()))) {
      down.remove(name);
      return;
    }
    int times = down.merge(name, 1, Integer::sum);
    if (Integer.bitCount(times) > 1) {
      return;
    }
    try {
      restore(plugin);
      if (times > 1) {
        LOG.atInfo().addKeyValue("plugin", name).log("it has started now");
      }
    } catch (DeployFailed e) {
      LOG.atWarn().addKeyValue("plugin", name).setCause(e).log("does not start; tried again later");
    }
  }

  private static void refuseDowngrade(Plugin plugin, PluginPackage candidate, boolean allowed)
      throws PackageRefused {
    if (plugin.installed()
        && !allowed
        && release(candidate.version())
                .compareTo(release(Version.parseVersion(plugin.currentVersion())))
            < 0) {
      throw new PackageRefused(
          "version "
              + candidate.version()
              + " is older than "
              + plugin.currentVersion()
              + ", which stands; 'weir deploy --downgrade', or downgrade in the command, takes it");
    }
  }

  /**
   * OSGi has 1.0.0.dev-1 after 1.0.0; what {@code weir plugin dev} built comes before its release.
   */
  private static Version release(Version version) {
    return version.getQualifier().startsWith("dev-")
        ? new Version(version.getMajor(), version.getMinor(), version.getMicro())
        : version;
  }

  private Plugin write(Plugin plugin) throws IOException {
    store.save(plugin);
    progress.accept(Progress.in(plugin, bytes));
    return plugin;
  }
}
