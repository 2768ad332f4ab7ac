package io.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.launcher.SystemPackages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The bundles of the distribution in the framework that runs them: everything that one needs is
 * there, and the wires between ours are those of the house's plan.
 */
class DistributionTest {
  /** Who may import whom; a module that is not here may import nothing of ours. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          Map.entry("weir-host", Set.of("weir-plugin-api", "weir-senml", "weir-broker")),
          Map.entry("weir-uplink", Set.of("weir-senml")),
          Map.entry(
              "weir-bridge", Set.of("weir-senml", "weir-broker", "weir-outbox", "weir-uplink")),
          Map.entry("weir-deployer", Set.of("weir-broker")),
          Map.entry("weir-console", Set.of("weir-broker")),
          Map.entry("weir-archiver", Set.of("weir-plugin-api", "weir-senml", "weir-broker")),
          Map.entry("weir-host-metrics", Set.of("weir-plugin-api")),
          Map.entry("weir-temperature", Set.of("weir-plugin-api")),
          Map.entry("weir-vibration", Set.of("weir-plugin-api")),
          Map.entry("weir-command-line", Set.of("weir-plugin-api")),
          Map.entry("weir-modbus", Set.of("weir-plugin-api")),
          Map.entry("weir-mqtt-sensors", Set.of("weir-plugin-api")),
          Map.entry("weir-switch-telemetry", Set.of("weir-plugin-api")));

  /** What each shows to others; a module that is not here shows nothing. */
  private static final Map<String, Set<String>> EXPORTS =
      Map.of(
          "weir-plugin-api",
              Set.of(
                  "io.weir.plugin",
                  "io.weir.plugin.binding",
                  "io.weir.plugin.processing",
                  "io.weir.plugin.record"),
          "weir-senml", Set.of("io.weir.senml"),
          "weir-broker", Set.of("io.weir.broker"),
          "weir-outbox", Set.of("io.weir.outbox"),
          "weir-uplink", Set.of("io.weir.uplink", "io.weir.uplink.proto"));

  @TempDir private static Path cache;
  private static Felix framework;
  private static final List<Bundle> BUNDLES = new ArrayList<>();
  private static final Map<String, String> UNRESOLVED = new TreeMap<>();

  @BeforeAll
  static void installAndResolve() throws BundleException {
    framework =
        new Felix(
            Map.of(
                Constants.FRAMEWORK_STORAGE, cache.toString(),
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SystemPackages.extra()));
    framework.init();
    BundleContext system = framework.getBundleContext();
    for (Path jar :
        Stream.of("bundle", "plugins", "samples")
            .flatMap(folder -> Checkout.jars(folder).stream())
            .toList()) {
      BUNDLES.add(system.installBundle("reference:" + jar.toUri()));
    }
    framework.start();
    for (Bundle bundle : BUNDLES) {
      resolve(bundle);
    }
  }

  private static void resolve(Bundle bundle) {
    if (bundle.adapt(BundleWiring.class) != null) {
      return;
    }
    try {
      // an activator may not run here; the resolver's verdict comes before it does
      bundle.start(Bundle.START_ACTIVATION_POLICY);
    } catch (BundleException e) {
      if (e.getType() == BundleException.RESOLVE_ERROR) {
        UNRESOLVED.put(bundle.getSymbolicName(), e.getMessage());
      }
    }
  }

  @AfterAll
  static void stop() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(10_000);
  }

  @Test
  void everyBundleFindsWhatItNeeds() {
    assertThat(UNRESOLVED).isEmpty();
    assertThat(BUNDLES).allMatch(bundle -> bundle.adapt(BundleWiring.class) != null);
  }

  @Test
  void oursImportWhatThePlanAllowsAndNothingElse() {
    Map<String, Set<String>> forbidden = new TreeMap<>();
    for (Bundle bundle : ours()) {
      Set<String> beyond = new TreeSet<>(importedFromOurs(bundle));
      beyond.removeAll(MAY_IMPORT.getOrDefault(bundle.getSymbolicName(), Set.of()));
      if (!beyond.isEmpty()) {
        forbidden.put(bundle.getSymbolicName(), beyond);
      }
    }
    assertThat(forbidden).isEmpty();
  }

  @Test
  void oursShowOnlyTheirContractAndWithAVersion() {
    for (Bundle bundle : ours()) {
      Set<String> names = new TreeSet<>();
      for (BundleCapability capability :
          bundle
              .adapt(BundleRevision.class)
              .getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
        Map<String, Object> attributes = capability.getAttributes();
        String name = attributes.get(PackageNamespace.PACKAGE_NAMESPACE).toString();
        names.add(name);
        assertThat(attributes.get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE).toString())
            .as("version of %s: package-info needs @Version", name)
            .matches("[1-9][0-9]*\\.[0-9]+\\.[0-9]+");
      }
      assertThat(EXPORTS.getOrDefault(bundle.getSymbolicName(), Set.of()))
          .as("exports of %s", bundle.getSymbolicName())
          .containsAll(names);
    }
  }

  @Test
  void theSymbolicNameIsTheFilesName() {
    assertThat(ours())
        .isNotEmpty()
        .allSatisfy(
            bundle ->
                assertThat(bundle.getLocation())
                    .contains("/" + bundle.getSymbolicName() + "-" + bundle.getVersion() + ".jar"));
  }

  private static List<Bundle> ours() {
    return BUNDLES.stream()
        .filter(bundle -> bundle.getSymbolicName().startsWith("weir-"))
        .filter(bundle -> bundle.adapt(BundleWiring.class) != null)
        .toList();
  }

  private static Set<String> importedFromOurs(Bundle bundle) {
    Set<String> providers = new TreeSet<>();
    for (BundleWire wire :
        bundle.adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
      Bundle provider = wire.getProvider().getBundle();
      if (provider != bundle && provider.getSymbolicName().startsWith("weir-")) {
        providers.add(provider.getSymbolicName());
      }
    }
    return providers;
  }
}
