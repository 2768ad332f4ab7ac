package io.weir.samples.temperature;

import io.weir.plugin.Check;
import io.weir.plugin.Command;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A room thermometer: reports its temperature; the unit can be changed from the cloud. */
@Component
@PluginName("temp_monitor")
@Designate(ocd = TemperaturePlugin.Config.class)
public final class TemperaturePlugin implements SensorPlugin {

  @ObjectClassDefinition(name = "Temperature")
  public @interface Config {
    long poll_time_ms() default 30_000;
  }

  public record TempUnit(String unit) {
    public TempUnit {
      Check.oneOf("unit", unit, "K", "Cel");
    }
  }

  public record Changed(String message) {}

  static final Metric<Double> TEMPERATURE = Metric.number("temperature", "deg");
  static final Command<TempUnit, Changed> UNIT =
      Command.of("TempUnitCmd", TempUnit.class, Changed.class);

  private final Thermometer thermometer = new Thermometer(); // plain fields: one thread per plugin
  private final Duration period;

  @Activate
  public TemperaturePlugin(Config config) {
    period = Duration.ofMillis(config.poll_time_ms());
  }

  @Override
  public void describe(Sensor sensor) {
    sensor
        .every(period, out -> out.put(TEMPERATURE, thermometer.read()))
        .on(UNIT, this::changeUnit);
  }

  private Changed changeUnit(TempUnit request) {
    thermometer.use(request.unit());
    return new Changed("Changed temperature unit to " + request.unit());
  }
}
