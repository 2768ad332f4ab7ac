package io.weir.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Constants;

/**
 * The framework's properties: what bundles may read with {@code BundleContext.getProperty} and what
 * the {@code .cfg} files may name as {@code ${...}}. Nothing of the framework outlives a start: its
 * folder is in the temporary one, so a power cut cannot damage it and the files tell the truth.
 */
final class FrameworkProperties {
  private FrameworkProperties() {}

  static Map<String, Object> of(Settings settings, Path temporary, String brokerUrl) {
    Map<String, Object> all = new HashMap<>(settings.variables());
    all.putIfAbsent("WEIR_CLOUD_URL", "");
    all.put("weir.serial", settings.serial().text());
    all.put("weir.home", settings.home().toString());
    all.put("weir.conf", settings.conf().toString());
    all.put("weir.data", settings.data().toString());
    all.put("weir.plugins", settings.plugins().toString());
    all.put("weir.version", version());
    all.put("weir.broker.url", brokerUrl);
    all.put(Constants.FRAMEWORK_STORAGE, temporary.resolve("framework").toString());
    all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(BundleFolder.PLUGINS));
    all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, SystemPackages.extra());
    all.put("felix.log.level", "2");
    all.put("felix.shutdown.hook", "false");
    fileInstall(all, settings, temporary);
    return all;
  }

  /**
   * The watcher of the configuration folder; it is read before Weir's bundles start. The deployer
   * has the drop folder.
   */
  private static void fileInstall(Map<String, Object> all, Settings settings, Path temporary) {
    all.put("felix.fileinstall.dir", settings.conf().toString());
    all.put("felix.fileinstall.tmpdir", temporary.resolve("fileinstall").toString());
    all.put("felix.fileinstall.noInitialDelay", "true");
    all.put("felix.fileinstall.configEncoding", "UTF-8");
    all.put("felix.fileinstall.poll", "500");
    all.put("felix.fileinstall.start.level", Integer.toString(BundleFolder.PLUGINS));
    all.put("felix.fileinstall.bundles.startTransient", "true");
    // the files are the operator's: nothing that runs writes to them
    all.put("felix.fileinstall.enableConfigSave", "false");
    all.put("felix.fileinstall.log.level", "2");
    all.put("felix.fileinstall.filter", "[^.].*\\.(cfg|config)");
  }

  static String version() {
    String version = FrameworkProperties.class.getPackage().getImplementationVersion();
    return version == null ? "0.0.0" : version;
  }
}
