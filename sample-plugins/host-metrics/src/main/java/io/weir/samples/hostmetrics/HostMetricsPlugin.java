package io.weir.samples.hostmetrics;

import io.weir.plugin.PluginName;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Reports the load of this machine. What one part cannot read does not keep the others. */
@Component
@PluginName("host-metrics")
@Designate(ocd = HostMetricsPlugin.Config.class)
public final class HostMetricsPlugin implements SensorPlugin {

  @ObjectClassDefinition(name = "Metrics of this machine")
  public @interface Config {
    @AttributeDefinition(description = "Milliseconds between two readings of each metric")
    long poll_time_ms() default 5_000;

    @AttributeDefinition(description = "Folder that holds proc and sys: the host's, in a container")
    String root() default "/";
  }

  private final Duration period;
  private final Path root;

  @Activate
  public HostMetricsPlugin(Config config) {
    period = Duration.ofMillis(config.poll_time_ms());
    root = Path.of(config.root());
  }

  @Override
  public void describe(Sensor sensor) {
    sensor
        .metrics(Cpu.TOTAL, Load.ONE, Memory.USED)
        .every(period, new Cpu(root)::sample)
        .every(period, new Load(root)::sample)
        .every(period, new Memory(root)::sample)
        .every(period, new Disks(root)::sample)
        .every(period, new Network(root)::sample)
        .every(period, new FileSystems(root)::sample)
        .every(period, new Temperatures(root)::sample);
  }
}
