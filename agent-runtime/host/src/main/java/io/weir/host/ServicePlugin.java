package io.weir.host;

import io.weir.plugin.PluginName;
import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
  private final Bundle bundle;
  private final long modified;
  private final Map<String, Object> properties = new HashMap<>();

  ServicePlugin(BundleContext context, ServiceReference<SensorPlugin> reference) {
    this.context = context;
    this.reference = reference;
    Object given = reference.getProperty(PluginName.PROPERTY);
    name = given instanceof String text ? text : "";
    for (String key : reference.getPropertyKeys()) {
      properties.put(key, reference.getProperty(key));
    }
    // read now: the bundle may be gone when it is asked for
    bundle = reference.getBundle();
    modified = bundle.getLastModified();
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
  public Map<String, Object> properties() {
    return properties;
  }

  @Override
  public void writeJar(Path file) throws IOException {
    BundleJar.write(bundle, file);
  }

  @Override
  public boolean isInstalled() {
    boolean runs = bundle.getState() == Bundle.ACTIVE || bundle.getState() == Bundle.STARTING;
    return runs && bundle.getLastModified() == modified;
  }

  @Override
  public boolean isSameBundle(PluginSource other) {
    return other instanceof ServicePlugin one
        && one.bundle.equals(bundle)
        && one.modified == modified;
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
