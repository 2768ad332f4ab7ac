package io.weir.fleet.cli;

import io.weir.fleet.link.DeviceAccess;
import io.weir.fleet.link.SignedAccess;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.provision.Provisioning;
import io.weir.fleet.provision.Serial;
import io.weir.fleet.store.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir-fleet device add|list|token|key|revoke}: the identities of gateways. */
@Command(
    name = "device",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and takes back the identities of gateways.")
public final class DeviceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: add, list, token, key or revoke");
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = "Makes a gateway's key, certificate and agent.env.")
  int add(
      @Parameters(paramLabel = "SERIAL") String serial,
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder,
      @Option(names = "--out", required = true, description = "where the identity is written")
          Path out)
      throws IOException {
    Serial valid = Arguments.of(spec, () -> new Serial(serial));
    provisioning(folder).addDevice(valid, out);
    spec.commandLine().getOut().println("The identity of " + valid + " is in " + out);
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the gateways that were added and when their certificates end.")
  int list(
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder,
      @Option(names = "--json", description = "as JSON") boolean json)
      throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Provisioning.Added added : provisioning(folder).devices()) {
      rows.add(Rows.row("serial", added.serial(), "expires", added.expires()));
    }
    Rows.print(spec, rows, json);
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes a gateway's certificate back; then reload the broker (SIGHUP).")
  int revoke(
      @Parameters(paramLabel = "SERIAL") String serial,
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder)
      throws IOException {
    Serial valid = Arguments.of(spec, () -> new Serial(serial));
    provisioning(folder).revoke(valid);
    try (Database database = Database.open(FleetHome.existing(folder).data())) {
      DeviceAccess.revoke(database, valid.value(), Clock.systemUTC());
    }
    spec.commandLine().getOut().println(valid + " is revoked; reload the broker to refuse it");
    return 0;
  }

  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description = "Makes a gateway's token for the HTTPS link, in place of an older one.")
  int token(
      @Parameters(paramLabel = "SERIAL") String serial,
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder) {
    Serial valid = Arguments.of(spec, () -> new Serial(serial));
    try (Database database = Database.open(FleetHome.existing(folder).data())) {
      spec.commandLine()
          .getOut()
          .println(DeviceAccess.newToken(database, valid.value(), Clock.systemUTC()));
    }
    return 0;
  }

  @Command(
      name = "key",
      mixinStandardHelpOptions = true,
      description =
          "Makes the key that a gateway signs its HTTPS requests with, in place of its token.")
  int key(
      @Parameters(paramLabel = "SERIAL") String serial,
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder) {
    Serial valid = Arguments.of(spec, () -> new Serial(serial));
    try (Database database = Database.open(FleetHome.existing(folder).data())) {
      spec.commandLine()
          .getOut()
          .println(SignedAccess.newKey(database, valid.value(), Clock.systemUTC()));
    }
    return 0;
  }

  private static Provisioning provisioning(Path folder) {
    return new Provisioning(FleetHome.existing(folder), Clock.systemUTC());
  }
}
