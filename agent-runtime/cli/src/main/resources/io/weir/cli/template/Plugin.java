package @PACKAGE@;

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

/** Reports a level between 0 and a ceiling that the cloud can set. Replace it with your sensor. */
@Component
@PluginName("@NAME@")
@Designate(ocd = @CLASS@Plugin.Config.class)
public final class @CLASS@Plugin implements SensorPlugin {

  @ObjectClassDefinition(name = "@CLASS@")
  public @interface Config {
    long poll_time_ms() default 1_000;
  }

  public record Ceiling(double percent) {
    public Ceiling {
      Check.range("percent", percent, 1, 100);
    }
  }

  public record Set(double percent) {}

  static final Metric<Double> LEVEL = Metric.number("@NAME@:level", "%");
  static final Command<Ceiling, Set> CEILING = Command.of("SetCeiling", Ceiling.class, Set.class);

  private final Duration period;
  private double level;
  private double ceiling = 100;

  @Activate
  public @CLASS@Plugin(Config config) {
    Check.range("poll.time.ms", config.poll_time_ms(), 10, 86_400_000);
    period = Duration.ofMillis(config.poll_time_ms());
  }

  @Override
  public void describe(Sensor sensor) {
    sensor.every(period, out -> out.put(LEVEL, next())).on(CEILING, this::setCeiling);
  }

  private double next() {
    level = level + 1 > ceiling ? 0 : level + 1;
    return level;
  }

  private Set setCeiling(Ceiling request) {
    ceiling = request.percent();
    return new Set(ceiling);
  }
}
