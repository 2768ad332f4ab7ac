package io.weir.cli.dev;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * A framework that lives as long as one test of one bundle: the gateway's own host, and a bus
 * without a broker. The plugin runs as it would on a gateway. One thread.
 */
public final class Bench implements AutoCloseable {
  private static final String PLUGIN = "io.weir.plugin.SensorPlugin";
  private static final String SLF4J = "org.slf4j";
  private final Path folder;
  private final Felix felix;
  private final CapturedBus bus = new CapturedBus();

  private Bench(Path folder, Felix felix) {
    this.folder = folder;
    this.felix = felix;
  }

  /**
   * Starts the framework with the host in it.
   *
   * @param configuration a folder of {@code PID.cfg} files as on a gateway, or null
   */
  public static Bench open(Workshop workshop, Path configuration) throws IOException {
    Path folder = Files.createTempDirectory("weir-test-");
    Map<String, Object> settings = new HashMap<>();
    settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("framework").toString());
    settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, packages());
    settings.put("felix.log.level", "0");
    settings.put("felix.shutdown.hook", "false");
    settings.put("weir.serial", "TEST");
    settings.put("weir.home", workshop.home().toString());
    settings.put("weir.conf", configuration == null ? folder.toString() : configuration.toString());
    settings.put("weir.data", Files.createDirectories(folder.resolve("data")).toString());
    settings.put("felix.fileinstall.dir", settings.get("weir.conf"));
    settings.put("felix.fileinstall.tmpdir", folder.resolve("fileinstall").toString());
    settings.put("felix.fileinstall.noInitialDelay", "true");
    settings.put("felix.fileinstall.configEncoding", "UTF-8");
    settings.put("felix.fileinstall.enableConfigSave", "false");
    settings.put("felix.fileinstall.filter", "[^.].*\\.(cfg|config)");
    Bench bench = new Bench(folder, new Felix(settings));
    try {
      bench.start(workshop, configuration != null);
      return bench;
    } catch (BundleException | IOException e) {
      bench.close();
      throw new IllegalStateException("the framework does not start: " + e.getMessage(), e);
    }
  }

  private void start(Workshop workshop, boolean configured) throws BundleException, IOException {
    felix.start();
    felix.getBundleContext().registerService(Bus.class, bus, null);
    List<Bundle> bundles = new java.util.ArrayList<>();
    for (Path jar : workshop.bundles()) {
      bundles.add(install(jar));
    }
    if (configured) {
      bundles.add(install(workshop.configurationReader().get(0)));
    }
    for (Bundle bundle : bundles) {
      bundle.start();
    }
  }

  private Bundle install(Path jar) throws BundleException, IOException {
    try (InputStream in = Files.newInputStream(jar)) {
      return felix.getBundleContext().installBundle(jar.toUri().toString(), in);
    }
  }

  /**
   * Installs and starts the plugin's bundle.
   *
   * @throws IllegalStateException with the reason, if it does not resolve or does not start
   */
  public Bundle put(Path jar) throws IOException {
    try {
      Bundle bundle = install(jar);
      bundle.start();
      return bundle;
    } catch (BundleException e) {
      String why = e.getMessage();
      throw new IllegalStateException(
          e.getType() == BundleException.RESOLVE_ERROR
              ? "it does not resolve: " + missing(why)
              : "it does not start: " + (e.getCause() == null ? why : e.getCause()),
          e);
    }
  }

  /** Felix names the requirement in brackets at the end; that is what a person needs to know. */
  private static String missing(String why) {
    Matcher filter = Pattern.compile("\\(&?\\((osgi\\.[a-z.]+=[^)]+)\\)(.*)$").matcher(why);
    return filter.find()
        ? "nothing here offers " + filter.group(1).strip() + " (" + why + ")"
        : why;
  }

  /** What the plugin's host said next, or null at the end of the wait. */
  public Message next(Duration wait) throws InterruptedException {
    return bus.next(wait);
  }

  /** Why nothing was published, as far as it can be seen from outside. */
  public static String silence(Bundle bundle) {
    if (bundle.getState() != Bundle.ACTIVE) {
      return "its bundle is not active";
    }
    if (bundle.getHeaders().get("Service-Component") == null) {
      return "it has no component: is there a class with @Component that implements SensorPlugin?";
    }
    ServiceReference<?>[] services = bundle.getRegisteredServices();
    boolean plugin =
        services != null
            && Arrays.stream(services)
                .anyMatch(
                    s ->
                        Arrays.asList((String[]) s.getProperty(Constants.OBJECTCLASS))
                            .contains(PLUGIN));
    return plugin
        ? "it is active and published nothing"
        : "none of its components is a plugin in service: it may lack a reference or its"
            + " configuration (--conf FOLDER), or not implement SensorPlugin";
  }

  /** The system bundle lends SLF4J and the bus from the class path of this program. */
  private static String packages() throws IOException {
    StringBuilder all = new StringBuilder("io.weir.broker;version=" + brokerVersion());
    all.append(",org.osgi.service.log;version=1.5.0;uses:=\"org.osgi.framework\"");
    for (String name : new String[] {"", ".event", ".helpers", ".spi"}) {
      for (String version : new String[] {"2.0.20", "1.7.36"}) {
        all.append(",").append(SLF4J).append(name).append(";version=").append(version);
      }
    }
    return all.toString();
  }

  private static String brokerVersion() throws IOException {
    try (JarFile jar =
        new JarFile(Bus.class.getProtectionDomain().getCodeSource().getLocation().getPath())) {
      Matcher exported =
          Pattern.compile("io\\.weir\\.broker;[^,]*version=\"([^\"]+)\"")
              .matcher(jar.getManifest().getMainAttributes().getValue("Export-Package"));
      if (!exported.find()) {
        throw new IllegalStateException("expected " + jar.getName() + " to export io.weir.broker");
      }
      return exported.group(1);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      felix.stop();
      felix.waitForStop(5_000);
    } catch (BundleException e) {
      throw new IllegalStateException("the framework does not stop: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
