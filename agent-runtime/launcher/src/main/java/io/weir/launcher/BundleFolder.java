package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distribution's bundles, each at its start level: what others stand on first, then
 * FileInstall, which brings the configuration, then Weir's own. A bundle that cannot be installed
 * costs itself.
 */
final class BundleFolder {
  static final int FOUNDATION = 1;
  static final int CONFIGURATION = 2;
  static final int WEIR = 3;
  static final int PLUGINS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(BundleFolder.class);
  private static final String FILE_INSTALL = "org.apache.felix.fileinstall";

  private BundleFolder() {}

  /**
   * Installs all jars of the folder and marks some to be started when their level is reached.
   *
   * @param started which of them, by their symbolic names
   * @return those that are to be started
   * @throws RefusedStart if there is no bundle at all
   */
  static List<Bundle> install(Path folder, BundleContext system, Predicate<String> started) {
    List<Bundle> marked = new ArrayList<>();
    boolean installed = false;
    for (Path jar : jars(folder)) {
      try {
        // reference: the framework reads the jar where it is and copies nothing to the flash
        Bundle bundle = system.installBundle("reference:" + jar.toUri());
        bundle.adapt(BundleStartLevel.class).setStartLevel(level(bundle.getSymbolicName()));
        boolean fragment = bundle.getHeaders().get("Fragment-Host") != null;
        if (!fragment && started.test(bundle.getSymbolicName())) {
          bundle.start(Bundle.START_ACTIVATION_POLICY);
          marked.add(bundle);
        }
        installed = true;
      } catch (BundleException e) {
        LOG.atError().addKeyValue("jar", jar.getFileName()).setCause(e).log("not a usable bundle");
      }
    }
    if (!installed) {
      throw new RefusedStart(
          ExitCode.CONFIGURATION, "no bundle in " + folder + ": the distribution is not complete");
    }
    return marked;
  }

  private static int level(String symbolicName) {
    if (FILE_INSTALL.equals(symbolicName)) {
      return CONFIGURATION;
    }
    return symbolicName.startsWith("weir-") ? WEIR : FOUNDATION;
  }

  private static List<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new RefusedStart(
          ExitCode.CONFIGURATION, "cannot read the bundles in " + folder + ": " + e, e);
    }
  }
}
