package io.weir.container;

import io.weir.plugin.Command;
import io.weir.plugin.Nothing;
import io.weir.plugin.PluginName;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A plugin that wants to end the agent, to be put in a bundle of its own. */
public final class ExitPlugin implements BundleActivator, SensorPlugin {
  static final Command<Nothing, Nothing> EXIT = Command.of("Exit", Nothing.class, Nothing.class);

  @Override
  public void start(BundleContext context) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(PluginName.PROPERTY, "exits");
    context.registerService(SensorPlugin.class, this, properties);
  }

  @Override
  public void stop(BundleContext context) {
    // the framework takes the service back
  }

  @Override
  public void describe(Sensor sensor) {
    sensor.on(
        EXIT,
        request -> {
          System.exit(9);
          return new Nothing();
        });
  }
}
