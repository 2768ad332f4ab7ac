package io.weir.host;

import io.weir.plugin.PluginName;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.processing.Processing;
import java.util.Objects;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** A plugin that is an OSGi service. Its component is activated by the first {@link #open}. */
final class ServicePlugin implements PluginSource {
  private final BundleContext context;
  private final ServiceReference<SensorPlugin> reference;
  private final String name;
  private final String title;
  private final String version;
  private final String processing;

  ServicePlugin(BundleContext context, ServiceReference<SensorPlugin> reference) {
    this.context = context;
    this.reference = reference;
    Object given = reference.getProperty(PluginName.PROPERTY);
    name = given instanceof String text ? text : "";
    processing = Objects.toString(reference.getProperty(Processing.PROPERTY), "");
    // read now: the bundle may be gone when it is asked for
    Bundle bundle = reference.getBundle();
    String bundleName = bundle.getHeaders().get(Constants.BUNDLE_NAME);
    title = bundleName == null ? name : bundleName;
    version = bundle.getVersion().toString();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String processing() {
    return processing;
  }

  @Override
  public SensorPlugin open() {
    SensorPlugin plugin = context.getService(reference);
    if (plugin == null) {
      throw new IllegalStateException("its component could not be activated, the log says why");
    }
    return plugin;
  }

  @Override
  public void close() {
    try {
      context.ungetService(reference);
    } catch (IllegalStateException e) {
      // the host itself is being stopped: the framework has let go of everything already
      return;
    }
  }
}
