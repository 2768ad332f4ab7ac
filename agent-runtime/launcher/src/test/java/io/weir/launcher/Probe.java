package io.weir.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ManagedService;
import org.slf4j.LoggerFactory;

/** A bundle for {@link AgentProcessTest}: shows what a bundle of the agent sees. */
public final class Probe implements BundleActivator {

  @Override
  public void start(BundleContext context) {
    Hashtable<String, Object> pid = new Hashtable<>();
    pid.put(Constants.SERVICE_PID, "probe");
    context.registerService(ManagedService.class, configured -> told(context, configured), pid);
    LoggerFactory.getLogger(Probe.class).atInfo().addKeyValue("key", "value").log("probe started");
    LoggerFactory.getLogger(Probe.class).info("not resolved: {}", notResolved(context));
    java.util.logging.Logger.getLogger("io.nats").warning("from java.util.logging");
  }

  private static List<String> notResolved(BundleContext context) {
    return Stream.of(context.getBundles())
        .filter(bundle -> bundle.getState() == Bundle.INSTALLED)
        .map(Bundle::getSymbolicName)
        .toList();
  }

  @Override
  public void stop(BundleContext context) {
    LoggerFactory.getLogger(Probe.class).info("probe stopped");
  }

  private static void told(BundleContext context, Dictionary<String, ?> configured) {
    if (configured == null) {
      return;
    }
    try {
      if ("restart-broker".equals(configured.get("action"))) {
        String filter = "(weir.action=restart-broker)";
        var action = context.getServiceReferences(Runnable.class, filter).iterator().next();
        context.getService(action).run();
      }
      Files.writeString(
          Path.of(context.getProperty("weir.data"), "probe"),
          context.getProperty("weir.serial") + " " + configured.get("url"));
    } catch (Exception e) {
      LoggerFactory.getLogger(Probe.class).error("probe failed", e);
    }
  }
}
