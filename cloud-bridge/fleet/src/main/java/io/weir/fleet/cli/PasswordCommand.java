package io.weir.fleet.cli;

import io.weir.fleet.access.Access;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir-fleet password}: for whoever lost the one that the first start printed. */
@Command(
    name = "password",
    mixinStandardHelpOptions = true,
    description =
        "Makes a new password for \"admin\" and prints it; who was logged in is not any more.")
public final class PasswordCommand implements Callable<Integer> {
  @Option(names = "--dir", required = true, description = "the fleet's folder")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (Database database = Database.open(FleetHome.existing(folder).data())) {
      String password = new Access(database, Clock.systemUTC()).newPassword();
      spec.commandLine().getOut().println(password);
    }
    return 0;
  }
}
