package io.weir.samples.switches;

import io.weir.plugin.Check;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Readings;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
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

    @AttributeDefinition(description = "How many are simulated where no snmp.targets are given")
    int telemetry_switches() default 5;

    double telemetry_update__interval__seconds() default 10;

    @AttributeDefinition(
        description =
            "<name> <host>[:<port>] [<interface>,<interface>]; the next. Empty: simulated")
    String snmp_targets() default "";

    @AttributeDefinition(description = "SNMP version 2c community")
    String snmp_community() default "public";

    @AttributeDefinition(description = "File with the community, so that it is in no configuration")
    String snmp_community_file() default "";

    @AttributeDefinition(description = "Milliseconds that a switch has for each answer")
    long snmp_timeout_ms() default 1_000;
  }

  private final Config config;
  private final LastValues values = new LastValues();
  private final Map<String, String> said = new HashMap<>();
  private final Switches switches;
  private LoopbackServer generatorServer;
  private LoopbackServer metricServer;

  @Activate
  public SwitchTelemetryPlugin(Config config) throws IOException {
    this(config, switches(config));
  }

  private static Switches switches(Config config) throws IOException {
    if (config.snmp_targets().isBlank()) {
      Check.range("telemetry.switches", config.telemetry_switches(), 1, 10_000);
      return new SimulatedSwitches(config.telemetry_switches(), new Random(), Clock.systemUTC());
    }
    Check.range("snmp.timeout.ms", config.snmp_timeout_ms(), 1, 10_000);
    String file = config.snmp_community_file();
    return new SnmpSwitches(
        SnmpSwitches.parse(config.snmp_targets()),
        file.isEmpty() ? config.snmp_community() : Files.readString(Path.of(file)).strip(),
        Duration.ofMillis(config.snmp_timeout_ms()),
        Clock.systemUTC());
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
    } finally {
      switches.states().forEach((id, state) -> say(id, state, out));
    }
    for (Counters counters : values.all()) {
      String id = counters.id();
      if (!Double.isNaN(counters.bandwidth())) {
        out.put(Metric.number(id + ":bandwidth_in", "Mbit/s"), counters.bandwidthIn());
        out.put(Metric.number(id + ":bandwidth_out", "Mbit/s"), counters.bandwidthOut());
      }
      out.put(Metric.number(id + ":latency_ms", "ms"), counters.latencyMs());
      out.put(Metric.integer(id + ":packet_errors", ""), counters.packetErrors());
      counters.ports().forEach(port -> put(id, port, out));
    }
  }

  private static void put(String id, Port port, Readings out) {
    String prefix = id + ":" + port.name().replaceAll("[^A-Za-z0-9./_-]", "_") + ":";
    port.totals().forEach((name, total) -> out.put(Metric.counter(prefix + name, ""), total));
  }

  private void say(String id, String state, Readings out) {
    if (!state.equals(said.put(id, state))) {
      out.put(Metric.text(id + ":state"), state);
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
    switches.close();
    if (generatorServer != null) {
      generatorServer.close();
    }
    if (metricServer != null) {
      metricServer.close();
    }
  }
}
