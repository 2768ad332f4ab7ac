package io.weir.samples.vibration;

import io.weir.plugin.Check;
import io.weir.plugin.Command;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Readings;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.SignalChannel;
import io.weir.plugin.SignalFrame;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * An accelerometer with two axes: each period one frame of raw samples, and of each axis the root
 * mean square and the peak as plain readings. The machine is simulated, its faults by command.
 */
@Component
@PluginName("vibration")
@Designate(ocd = VibrationPlugin.Config.class)
public final class VibrationPlugin implements SensorPlugin {

  @ObjectClassDefinition(name = "Vibration")
  public @interface Config {
    @AttributeDefinition(description = "Milliseconds of samples in a frame")
    long frame_ms() default 1_000;

    @AttributeDefinition(description = "Samples a second of each axis, 100 to 20000")
    int sample_rate_hz() default 3_200;

    @AttributeDefinition(description = "Revolutions a minute")
    double rpm() default 1_480;
  }

  public record Fault(String kind, double severity) {
    public Fault {
      Check.oneOf("kind", kind, Machine.FAULTS);
      Check.range("severity", severity, 0, 1);
    }
  }

  public record Injected(String message) {}

  static final Command<Fault, Injected> FAULT =
      Command.of("FaultCmd", Fault.class, Injected.class)
          .described("Gives the simulated machine a fault: none, unbalance or bearing");

  static final List<SignalChannel> AXES =
      List.of(
          new SignalChannel("x", "g", Machine.G_PER_COUNT, 0),
          new SignalChannel("y", "g", Machine.G_PER_COUNT, 0));

  private final Machine machine;
  private final Duration period;
  private final Duration interval;
  private final int samples;
  private final Clock clock;

  @Activate
  public VibrationPlugin(Config config) {
    this(config, Clock.systemUTC());
  }

  VibrationPlugin(Config config, Clock clock) {
    Check.range("sample.rate.hz", config.sample_rate_hz(), 100, 20_000);
    // a frame must fit a message: two bytes a sample, two axes
    long longest = 1_000L * (SignalFrame.MAX_BYTES / 4) / config.sample_rate_hz();
    Check.range("frame.ms", config.frame_ms(), 10, longest);
    Check.range("rpm", config.rpm(), 0, 1_000_000);
    this.machine = new Machine(config.sample_rate_hz(), config.rpm());
    this.period = Duration.ofMillis(config.frame_ms());
    this.interval = Duration.ofNanos(1_000_000_000L / config.sample_rate_hz());
    this.samples = (int) (config.frame_ms() * config.sample_rate_hz() / 1_000);
    this.clock = clock;
  }

  @Override
  public void describe(Sensor sensor) {
    sensor.every(period, this::frame).on(FAULT, this::inject);
  }

  private void frame(Readings out) {
    short[][] axes = machine.read(samples);
    out.put(SignalFrame.of("vibration", clock.instant().minus(period), interval, AXES, axes));
    for (int axis = 0; axis < axes.length; axis++) {
      String name = "vibration:" + AXES.get(axis).key();
      Level level = Level.of(axes[axis], Machine.G_PER_COUNT);
      out.put(Metric.number(name + ":rms", "g"), level.rms());
      out.put(Metric.number(name + ":peak", "g"), level.peak());
    }
  }

  private Injected inject(Fault fault) {
    machine.give(fault.kind(), fault.severity());
    return new Injected("The machine has fault " + fault.kind() + " now");
  }
}
