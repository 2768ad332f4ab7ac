package io.weir.samples.modbus;

import io.weir.plugin.Check;
import io.weir.plugin.Command;
import io.weir.plugin.CommandRefused;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.Sensor;
import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Reads the registers of one Modbus TCP device each period, and writes those that may be written.
 * One for each configuration file; each file gives its own {@code weir.plugin.name}.
 */
@Component(service = SensorPlugin.class, configurationPolicy = ConfigurationPolicy.REQUIRE)
@PluginName("modbus")
@Designate(ocd = ModbusPlugin.Config.class, factory = true)
public final class ModbusPlugin implements SensorPlugin, AutoCloseable {

  @ObjectClassDefinition(name = "Modbus TCP")
  public @interface Config {
    @AttributeDefinition(description = "The device's address, or its gateway's")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "TCP port")
    int port() default 502;

    @AttributeDefinition(description = "Which device behind the address, 0 to 255")
    int unit_id() default 1;

    @AttributeDefinition(description = "Metrics are called <name>:<register>")
    String name() default "modbus";

    @AttributeDefinition(
        description =
            "<name> coil|discrete|holding|input <address> [<type>] [order=] [unit=] [scale=]"
                + " [offset=] [counter] [min= max=]; the next")
    String registers() default "";

    @AttributeDefinition(description = "Milliseconds between two readings")
    long poll_time_ms() default 1_000;

    @AttributeDefinition(description = "Milliseconds that the device has for each answer")
    long timeout_ms() default 1_000;

    @AttributeDefinition(description = "Longest pause before a lost device is tried again")
    long backoff_max_ms() default 60_000;

    @AttributeDefinition(description = "Unasked registers that may lie between two in one request")
    int gap() default 8;
  }

  public record Write(String register, double value) {
    public Write {
      Check.notBlank("register", register);
      Check.that("value", Double.isFinite(value), "finite", value);
    }
  }

  public record Switch(String coil, boolean on) {
    public Switch {
      Check.notBlank("coil", coil);
    }
  }

  public record Written(String message) {}

  static final Command<Write, Written> WRITE =
      Command.of("WriteRegister", Write.class, Written.class)
          .described("Writes a holding register, in the unit of its readings");
  static final Command<Switch, Written> SWITCH =
      Command.of("SwitchCoil", Switch.class, Written.class).described("Switches a coil");

  private final String name;
  private final List<Register> registers;
  private final Device device;
  private final Poll poll;
  private final Duration period;

  @Activate
  public ModbusPlugin(Config config) {
    this(config, Clock.systemUTC());
  }

  ModbusPlugin(Config config, Clock clock) {
    Check.notBlank("host", config.host());
    Check.range("port", config.port(), 1, 65_535);
    Check.range("unit.id", config.unit_id(), 0, 255);
    Check.range("timeout.ms", config.timeout_ms(), 1, 10_000);
    Check.range("backoff.max.ms", config.backoff_max_ms(), 1_000, 3_600_000);
    Check.range("gap", config.gap(), 0, 100);
    name = config.name();
    registers = RegisterParser.parse(name, config.registers());
    device =
        new Device(
            config.host(),
            config.port(),
            config.unit_id(),
            Duration.ofMillis(config.timeout_ms()),
            clock,
            Duration.ofMillis(config.backoff_max_ms()));
    poll = new Poll(name, device, Block.of(registers, config.gap()));
    period = Duration.ofMillis(config.poll_time_ms());
  }

  @Override
  public void describe(Sensor sensor) {
    sensor
        .metrics(registers.stream().map(Register::metric).toArray(Metric<?>[]::new))
        .every(period, poll::run)
        .on(WRITE, this::write)
        .on(SWITCH, this::turn);
  }

  private Written write(Write request) throws IOException {
    Register register = writable(request.register(), Table.HOLDING);
    Register.Range range = register.range();
    Check.range("value", request.value(), range.minimum(), range.maximum());
    device.ask(
        connection -> {
          connection.writeRegisters(register.address(), register.write(request.value()));
          return null;
        });
    return new Written(register.name() + " is " + request.value() + " " + register.unit());
  }

  private Written turn(Switch request) throws IOException {
    Register coil = writable(request.coil(), Table.COIL);
    device.ask(
        connection -> {
          connection.writeCoil(coil.address(), request.on());
          return null;
        });
    return new Written(coil.name() + " is " + (request.on() ? "on" : "off"));
  }

  /** By its full name, or by the part that the configuration gives. */
  private Register writable(String asked, Table table) {
    return registers.stream()
        .filter(register -> register.table() == table && register.range() != null)
        .filter(
            register -> register.name().equals(asked) || register.name().equals(name + ":" + asked))
        .findFirst()
        .orElseThrow(
            () -> new CommandRefused(asked + " may not be written; these may: " + names(table)));
  }

  private String names(Table table) {
    return registers.stream()
        .filter(register -> register.table() == table && register.range() != null)
        .map(Register::name)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  @Deactivate
  public void close() throws IOException {
    device.close();
  }
}
