package io.weir.fleet.cli;

import io.weir.fleet.access.Access;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir-fleet token new}: tokens for scripts. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Makes tokens with which scripts use the API.")
public final class TokenCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: new");
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
    try (Database database = Database.open(new FleetHome(folder).data())) {
      String secret = new Access(database, Clock.systemUTC()).newToken(name);
      spec.commandLine().getOut().println(secret);
    }
    return 0;
  }
}
