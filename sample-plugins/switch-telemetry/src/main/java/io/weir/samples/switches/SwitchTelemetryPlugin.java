package io.weir.samples.switches;

import io.weir.plugin.Check;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Readings;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Reads the counters of switches and reports them; local programs read the newest ones on loopback,
 * as {@code /counters} (CSV) and {@code /telemetry/} (JSON).
 */
@Component(service = SensorPlugin.class)
@PluginName("switch-telemetry")
@Designate(ocd = SwitchTelemetryPlugin.Config.class)
public final class SwitchTelemetryPlugin implements SensorPlugin, AutoCloseable {

  /** Two underscores are one in the property: {@code generator_server.port}. */
  @ObjectClassDefinition(name = "Switch telemetry")
  public @interface Config {
    String generator__server_host() default "127.0.0.1";

    int generator__server_port() default 9001;

    String metric__server_host() default "127.0.0.1";

    int metric__server_port() default 8080;

    int telemetry_switches() default 5;

    double telemetry_update__interval__seconds() default 10;
  }

  private final Config config;
  private final LastValues values = new LastValues();
  private final Switches switches;
  private LoopbackServer generatorServer;
  private LoopbackServer metricServer;

  @Activate
  public SwitchTelemetryPlugin(Config config) {
    this.config = config;
    Check.range("telemetry.switches", config.telemetry_switches(), 1, 10_000);
    switches = new SimulatedSwitches(config.telemetry_switches(), new Random(), Clock.systemUTC());
  }

  /** With switches of a test. */
  SwitchTelemetryPlugin(Config config, Switches switches) {
    this.config = config;
    this.switches = switches;
  }

  @Override
  public void describe(Sensor sensor) throws IOException {
    Routes routes = new Routes(values);
    generatorServer =
        new LoopbackServer(
            config.generator__server_host(),
            config.generator__server_port(),
            Map.of("/counters", rest -> routes.counters()));
    metricServer =
        new LoopbackServer(
            config.metric__server_host(),
            config.metric__server_port(),
            Map.of("/telemetry", routes::telemetry));
    long millis = Math.round(config.telemetry_update__interval__seconds() * 1000);
    sensor.every(Duration.ofMillis(millis), this::update);
  }

  private void update(Readings out) throws IOException {
    try {
      values.update(switches.read());
    } catch (IOException e) {
      values.fail();
      throw e;
    }
    for (Counters counters : values.all()) {
      String id = counters.id();
      out.put(Metric.number(id + ":bandwidth_in", "Mbit/s"), counters.bandwidthIn());
      out.put(Metric.number(id + ":bandwidth_out", "Mbit/s"), counters.bandwidthOut());
      out.put(Metric.number(id + ":latency_ms", "ms"), counters.latencyMs());
      out.put(Metric.integer(id + ":packet_errors", ""), counters.packetErrors());
    }
  }

  int generatorPort() {
    return generatorServer.port();
  }

  int metricPort() {
    return metricServer.port();
  }

  @Override
  @Deactivate
  public void close() {
    if (generatorServer != null) {
      generatorServer.close();
    }
    if (metricServer != null) {
      metricServer.close();
    }
  }
}
