package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's {@code main}. Reads the settings, takes the data folder, starts the broker and the
 * framework, and on SIGTERM or SIGINT stops them in three seconds. Exit codes: {@link ExitCode}.
 */
public final class Launcher {
  // three seconds for all: systemd, the demo and a person who presses Ctrl-C wait for it
  private static final long STOP_LIMIT_MS = 3_000;
  private static final long BUNDLES_LIMIT_MS = 1_900;

  private final Settings settings;
  private final DataFolder data;
  private final LocalBroker broker;
  private final Container container;
  private volatile boolean stopping;

  private Launcher(Settings settings) {
    this.settings = settings;
    this.data = DataFolder.open(settings.data());
    // sqlite-jdbc unpacks its library there and leaves it behind when killed
    System.setProperty("org.sqlite.tmpdir", data.temporary().toString());
    this.broker =
        switch (settings.broker().mode()) {
          case CHILD -> new ChildBroker(BrokerCommand.prepare(settings));
          case EXTERNAL -> new ExternalBroker(settings.broker());
        };
    this.container =
        new Container(FrameworkProperties.of(settings, data.temporary(), broker.url()));
  }

  /**
   * Runs until it is told to stop.
   *
   * @param args none; the property {@code weir.home} names the distribution, the rest comes from
   *     the environment and {@code conf/agent.env}
   */
  public static void main(String[] args) throws InterruptedException {
    long started = System.nanoTime();
    allowProxyPasswords();
    try {
      Path home = Path.of(System.getProperty("weir.home", "."));
      Settings settings = Settings.read(home, System.getenv());
      LogSetup.prepare(settings.log());
      new Launcher(settings).run(started);
    } catch (RefusedStart e) {
      System.err.println("weir: " + e.getMessage());
      System.exit(e.exitCode().code());
    }
  }

  /**
   * The JDK's HTTP client withholds a password from a proxy unless told otherwise before it is used
   * first (net.properties). One is sent only where the configuration names a file with it.
   */
  private static void allowProxyPasswords() {
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
  }

  private void run(long started) throws InterruptedException {
    Logger log = LoggerFactory.getLogger(Launcher.class);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "weir-stop"));
    try {
      Files.createDirectories(settings.plugins());
      container.start(settings.home().resolve("bundle"), broker::restart);
      log.atInfo()
          .addKeyValue("serial", settings.serial().text())
          .addKeyValue("version", FrameworkProperties.version())
          .addKeyValue("broker", broker.url())
          .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started))
          .log("agent started");
      FrameworkEvent end = container.await();
      if (!stopping) {
        log.atError().addKeyValue("event", end.getType()).log("the framework ended");
        System.exit(ExitCode.FRAMEWORK_ENDED.code());
      }
    } catch (BundleException | IOException e) {
      throw new RefusedStart(ExitCode.FRAMEWORK_ENDED, "the framework does not start: " + e, e);
    }
  }

  private void stop() {
    stopping = true;
    long begun = System.nanoTime();
    Logger log = LoggerFactory.getLogger(Launcher.class);
    Thread limit = new Thread(Launcher::cutShort, "weir-stop-limit");
    limit.setDaemon(true);
    limit.start();
    try {
      if (!container.stop(BUNDLES_LIMIT_MS)) {
        log.warn("bundles still run, left behind");
      }
      broker.close();
      data.close();
    } catch (IOException e) {
      log.warn("the data folder's lock does not close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.atInfo()
        .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
        .log("agent stopped");
  }

  private static void cutShort() {
    try {
      TimeUnit.MILLISECONDS.sleep(STOP_LIMIT_MS);
      Runtime.getRuntime().halt(ExitCode.STOP_CUT_SHORT.code());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
