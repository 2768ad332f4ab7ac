package io.weir.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Installs into the running OSGi framework. A plugin's bundle has a location of ours, so nobody
 * else's is ever touched.
 */
final class FrameworkInstaller implements Installer {
  private static final String PLUGIN_SERVICE = "io.weir.plugin.SensorPlugin";
  // a bundle that takes longer to start than this never will (faults.md T4)
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final BundleContext framework;
  private final Heartbeats heartbeats;

  private final BooleanSupplier connected;
  private final Map<String, Long> putAt = new HashMap<>();

  FrameworkInstaller(BundleContext framework, Heartbeats heartbeats, BooleanSupplier connected) {
    this.framework = framework;
    this.heartbeats = heartbeats;
    this.connected = connected;
  }

  @Override
  public boolean hears() {
    return connected.getAsBoolean();
  }

  @Override
  public void put(String name, Path file) throws DeployFailed, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Bundle bundle = framework.getBundle(location(name));
      if (bundle == null) {
        bundle = framework.installBundle(location(name), in);
      } else {
        bundle.stop(Bundle.STOP_TRANSIENT);
        bundle.update(in);
        refresh(bundle);
      }
      // by this thread, which holds no lock on it: the framework interrupts one that is about to
      // start a bundle when another one resolves
      framework
          .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
          .adapt(FrameworkWiring.class)
          .resolveBundles(List.of(bundle));
      // the old one has stopped: whoever begins from now on is the new one
      putAt.put(name, System.nanoTime());
      start(bundle);
    } catch (BundleException e) {
      throw new DeployFailed(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void remove(String name) throws DeployFailed {
    Bundle bundle = framework.getBundle(location(name));
    if (bundle == null) {
      return;
    }
    try {
      bundle.uninstall();
      refresh(bundle);
    } catch (BundleException e) {
      throw new DeployFailed(name + " cannot be uninstalled: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> running(String name) {
    return Optional.ofNullable(framework.getBundle(location(name)))
        .filter(b -> (b.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0)
        .map(b -> b.getVersion().toString());
  }

  @Override
  public Health health(String name) {
    Bundle bundle = framework.getBundle(location(name));
    if (bundle == null || bundle.getState() != Bundle.ACTIVE) {
      return new Health(false, false, "the bundle is not active");
    }
    long since = putAt.getOrDefault(name, System.nanoTime());
    List<String> services = services(bundle);
    if (services.isEmpty()) {
      boolean plain = bundle.getHeaders().get("Service-Component") == null;
      return new Health(
          plain,
          false,
          "no plugin of it is in service: a component may lack a reference or its configuration");
    }
    return services.stream()
        .map(service -> heartbeats.health(service, bundle.getVersion().toString(), since))
        .filter(health -> !health.well())
        .findFirst()
        .orElse(new Health(true, false, ""));
  }

  private static List<String> services(Bundle bundle) {
    ServiceReference<?>[] references = bundle.getRegisteredServices();
    if (references == null) {
      return List.of();
    }
    return Arrays.stream(references)
        .filter(
            r ->
                Arrays.asList((String[]) r.getProperty(Constants.OBJECTCLASS))
                    .contains(PLUGIN_SERVICE))
        .map(r -> String.valueOf(r.getProperty("weir.plugin.name")))
        .toList();
  }

  /** Starts in a thread of its own, so that a bundle that blocks holds up nobody but itself. */
  private static void start(Bundle bundle) throws DeployFailed {
    var started = new CompletableFuture<Void>();
    Thread starter =
        new Thread(
            () -> {
              try {
                bundle.start();
                started.complete(null);
              } catch (BundleException | RuntimeException | LinkageError e) {
                started.completeExceptionally(e);
              }
            },
            "weir-start-" + bundle.getSymbolicName());
    starter.setDaemon(true);
    starter.start();
    try {
      started.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new DeployFailed("it does not start: " + e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new DeployFailed("it did not start within " + PATIENCE.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeployFailed("interrupted while it started", e);
    }
  }

  /**
   * Lets go of the old class loader; only of this bundle and those wired to it, and nobody is wired
   * to a plugin.
   */
  private void refresh(Bundle bundle) throws DeployFailed {
    var done = new CompletableFuture<Void>();
    framework
        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of(bundle), event -> done.complete(null));
    try {
      done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new DeployFailed("the framework did not let go of the old version", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeployFailed("interrupted while the old version was let go", e);
    }
  }

  private static String location(String name) {
    return "weir-plugin:" + name;
  }
}
