package io.weir.fleet.cli;

import io.weir.fleet.access.Access;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.provision.ProvisionException;
import io.weir.fleet.store.AccessTable;
import io.weir.fleet.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir-fleet token new|list|revoke}: tokens for scripts. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Makes, lists and takes back the tokens with which scripts use the API.")
public final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: new, list or revoke");
  }

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = "Makes a token and prints it, the only time it can be had.")
  int make(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw new ParameterException(
          spec.commandLine(), "a name is 1 to 63 letters, digits, dots or dashes, was " + name);
    }
    try (Database database = Database.open(FleetHome.existing(folder).data())) {
      String secret = new Access(database, Clock.systemUTC()).newToken(name);
      spec.commandLine().getOut().println(secret);
    }
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the tokens and when they were made.")
  int list(
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder,
      @Option(names = "--json", description = "as JSON") boolean json) {
    try (Database database = Database.open(FleetHome.existing(folder).data())) {
      Rows.print(
          spec,
          database.read(AccessTable::tokens).stream()
              .map(
                  token ->
                      Rows.row(
                          "name", token.name(), "made", Instant.ofEpochMilli(token.createdMs())))
              .toList(),
          json);
    }
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Takes a token back: it is refused from now on.")
  int revoke(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--dir", required = true, description = "the fleet's folder") Path folder) {
    try (Database database = Database.open(FleetHome.existing(folder).data())) {
      if (!database.write(handle -> AccessTable.endToken(handle, name))) {
        throw new ProvisionException("no token " + name + ": `weir-fleet token list` shows them");
      }
    }
    spec.commandLine().getOut().println(name + " is revoked");
    return 0;
  }
}
