package io.weir.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OSGi framework with the distribution's bundles in it. */
final class Container {
  private static final Logger LOG = LoggerFactory.getLogger(Container.class);

  private final Felix framework;
  private final FrameworkLog log = new FrameworkLog();

  Container(Map<String, Object> properties) {
    this.framework = new Felix(withLogger(properties, log));
  }

  private static Map<String, Object> withLogger(Map<String, Object> properties, FrameworkLog log) {
    Map<String, Object> all = new Hashtable<>(properties);
    all.put("felix.log.logger", log);
    return all;
  }

  /**
   * Starts the framework; returns when every bundle was started or has failed to.
   *
   * @param restartBroker what a bundle runs when the broker hangs
   */
  void start(Path bundles, Runnable restartBroker) throws BundleException {
    framework.init();
    Hashtable<String, Object> action = new Hashtable<>();
    action.put("weir.action", "restart-broker");
    framework.getBundleContext().registerService(Runnable.class, restartBroker, action);
    List<String> idle = new ArrayList<>();
    for (Bundle bundle : start(bundles, name -> true)) {
      if (!runs(bundle)) {
        idle.add(bundle.getSymbolicName());
      }
    }
    if (!idle.isEmpty()) {
      LOG.atError().addKeyValue("bundles", idle).log("these bundles do not run");
    }
  }

  /**
   * Starts the framework with some bundles running and the others there for what they export.
   * Returns whether those run.
   */
  boolean startOnly(Path bundles, Set<String> symbolicNames) throws BundleException {
    framework.init();
    return start(bundles, symbolicNames::contains).stream().allMatch(Container::runs);
  }

  /** Returns those that were to be started. */
  private List<Bundle> start(Path folder, Predicate<String> started) throws BundleException {
    BundleContext system = framework.getBundleContext();
    system.addFrameworkListener(Container::told);
    listenToLogService(system);
    List<Bundle> bundles = BundleFolder.install(folder, system, started);
    // before any of them runs: whoever resolves a bundle interrupts the thread that is about to
    // start another one, and that one would stay where it is
    framework.adapt(FrameworkWiring.class).resolveBundles(bundles);
    framework.start();
    return bundles;
  }

  /** STARTING is a bundle that waits to be used (lazy activation). */
  private static boolean runs(Bundle bundle) {
    return (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
  }

  /** Waits for the framework's end. */
  FrameworkEvent await() throws InterruptedException {
    return framework.waitForStop(0);
  }

  /** Stops all bundles, the last started first; waits no longer than the limit. */
  boolean stop(long limitMs) throws InterruptedException {
    try {
      framework.stop();
    } catch (BundleException e) {
      LOG.warn("the framework does not stop", e);
      return false;
    }
    return framework.waitForStop(limitMs).getType() != FrameworkEvent.WAIT_TIMEDOUT;
  }

  private static void told(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR) {
      LOG.atError()
          .addKeyValue("bundle", event.getBundle().getSymbolicName())
          .setCause(event.getThrowable())
          .log("bundle failed");
    }
  }

  private void listenToLogService(BundleContext system) {
    new ServiceTracker<LogReaderService, LogReaderService>(system, LogReaderService.class, null) {
      @Override
      public LogReaderService addingService(ServiceReference<LogReaderService> reference) {
        LogReaderService reader = super.addingService(reference);
        reader.addLogListener(log);
        return reader;
      }
    }.open();
  }
}
