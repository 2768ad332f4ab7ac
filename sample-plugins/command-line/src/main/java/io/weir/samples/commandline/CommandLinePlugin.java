package io.weir.samples.commandline;

import io.weir.plugin.Check;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Readings;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Runs a program each period and takes readings from what it prints. One for each configuration
 * file; each file gives its own {@code weir.plugin.name}.
 */
@Component(configurationPolicy = ConfigurationPolicy.REQUIRE)
@PluginName("command-line")
@Designate(ocd = CommandLinePlugin.Config.class, factory = true)
public final class CommandLinePlugin implements SensorPlugin {

  @ObjectClassDefinition(name = "Command line")
  public @interface Config {
    @AttributeDefinition(
        description =
            "The program and its arguments, \"in quotes\" where they have spaces; no shell")
    String command();

    @AttributeDefinition(description = "Metrics are called <name>:<what the line says>")
    String name() default "command";

    @AttributeDefinition(
        description = "Groups (?<value>) and, if they are there, (?<name>), (?<unit>)")
    String pattern() default Lines.PATTERN;

    @AttributeDefinition(description = "Milliseconds between two runs")
    long poll_time_ms() default 60_000;

    @AttributeDefinition(description = "Milliseconds after which the program is killed")
    long timeout_ms() default 10_000;
  }

  private final String name;
  private final Lines lines;
  private final Program program;
  private final Duration period;

  @Activate
  public CommandLinePlugin(Config config) {
    Check.notBlank("command", config.command());
    name = config.name();
    lines = new Lines(name, config.pattern());
    program = new Program(Words.of(config.command()), Duration.ofMillis(config.timeout_ms()));
    period = Duration.ofMillis(config.poll_time_ms());
  }

  @Override
  public void describe(Sensor sensor) {
    sensor.every(period, this::run);
  }

  private void run(Readings out) throws IOException, InterruptedException {
    Program.Output output = program.run();
    out.put(Metric.integer(name + ":exit", ""), output.exit());
    out.put(Metric.number(name + ":duration", "s"), output.took().toMillis() / 1000.0);
    output.text().lines().forEach(line -> lines.put(line, out));
  }
}
