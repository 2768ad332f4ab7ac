package io.weir.fleet.cli;

import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.provision.Provisioning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir-fleet init}: authority, certificates and the MQTT broker's configuration. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    header = "Makes a fleet's folder: certificates, and the MQTT broker's configuration.",
    description =
        "The certificate authority, the certificates of the MQTT broker, of the pages and of the"
            + " fleet, and a configuration for mosquitto. What is there and still good is kept.")
public final class InitCommand implements Callable<Integer> {
  @Option(names = "--dir", required = true, description = "the fleet's folder")
  private Path folder;

  @Option(
      names = "--host",
      defaultValue = "localhost",
      description = "where gateways find the broker; on localhost it listens on loopback only")
  private String host;

  @Option(names = "--mqtt-port", defaultValue = "8883", description = "default ${DEFAULT-VALUE}")
  private int mqttPort;

  @Option(
      names = "--demo",
      description = "identities that are refused anywhere but on this machine")
  private boolean demo;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    FleetHome home = new FleetHome(folder);
    Provisioning.Plan plan = Arguments.of(spec, () -> new Provisioning.Plan(host, mqttPort, demo));
    new Provisioning(home, Clock.systemUTC()).init(plan);
    var out = spec.commandLine().getOut();
    out.println("The fleet's folder is " + home.folder());
    out.println("broker:   mosquitto -c " + home.brokerConfiguration());
    out.println("gateways: weir-fleet device add SERIAL --dir " + home.folder() + " --out DIR");
    out.println(
        "fleet:    weir-fleet serve --dir "
            + home.folder()
            + " --mqtt-url ssl://"
            + host
            + ":"
            + mqttPort);
    return 0;
  }
}
