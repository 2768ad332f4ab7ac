package io.weir.host;

import io.weir.broker.Bus;
import io.weir.plugin.SensorPlugin;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Adopts every {@link SensorPlugin} service. It binds references and not the services themselves,
 * so that a plugin's constructor runs on the plugin's own lane and may block without harm to
 * others.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "io.weir.host")
@Designate(ocd = HostConfig.class)
public final class Host {
  private final BundleContext context;
  private final Plugins plugins;
  private final Map<ServiceReference<SensorPlugin>, PluginSource> sources =
      new ConcurrentHashMap<>();

  @Activate
  public Host(@Reference Bus bus, HostConfig config, BundleContext context) {
    this.context = context;
    String serial = context.getProperty("weir.serial");
    if (serial == null) {
      throw new IllegalStateException(
          "the framework property weir.serial must be set; the launcher takes it from"
              + " DEVICE_SERIAL_NUMBER");
    }
    boolean isChild = context.getProperty(ChildSide.PROPERTY) != null;
    plugins =
        new Plugins(
            bus,
            Ticker.SYSTEM,
            Limits.of(config),
            "urn:cpt:device:sn:" + serial + ":",
            isChild ? new Remembered() : remembered(context.getProperty("weir.data")),
            isChild ? null : new ChildCommand(context::getProperty));
  }

  /** Beside the other state; only in memory where there is no state folder. */
  private static Remembered remembered(String data) {
    if (data == null) {
      return new Remembered();
    }
    Ticker ticker = Ticker.SYSTEM;
    Outcome outcome = Outcome.of(CommandStatus.FAILED, "the agent was restarted while it ran");
    return new Remembered(
        new AnswerFile(Path.of(data, "host", "answers")),
        CommandCall.payload("command", outcome, ticker.now()),
        ticker.nanos());
  }

  @Reference(
      service = SensorPlugin.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void addPlugin(ServiceReference<SensorPlugin> reference) {
    PluginSource source = new ServicePlugin(context, reference);
    sources.put(reference, source);
    plugins.adopt(source);
  }

  void removePlugin(ServiceReference<SensorPlugin> reference) {
    PluginSource source = sources.remove(reference);
    if (source != null) {
      plugins.release(source);
    }
  }

  @Deactivate
  void close() {
    plugins.close();
  }
}
