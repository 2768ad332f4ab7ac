package io.weir.fleet;

import io.weir.fleet.cli.DeviceCommand;
import io.weir.fleet.cli.InitCommand;
import io.weir.fleet.cli.PasswordCommand;
import io.weir.fleet.cli.ServeCommand;
import io.weir.fleet.cli.TokenCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code weir-fleet}: the cloud end. Exit codes: 0 done, 1 it failed and said why, 2 the command
 * line is wrong.
 */
@Command(
    name = "weir-fleet",
    mixinStandardHelpOptions = true,
    versionProvider = Fleet.Version.class,
    description = "The cloud end of Weir: takes what gateways send, keeps it, shows it.",
    subcommands = {
      InitCommand.class,
      DeviceCommand.class,
      ServeCommand.class,
      TokenCommand.class,
      PasswordCommand.class
    })
public final class Fleet {
  private Fleet() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... args) {
    CommandLine line = new CommandLine(new Fleet());
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
          command.getErr().println("weir-fleet: " + message);
          return CommandLine.ExitCode.SOFTWARE;
        });
    if (args.length == 0) {
      line.usage(line.getErr());
      return CommandLine.ExitCode.USAGE;
    }
    return line.execute(args);
  }

  /** The version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Fleet.class.getPackage().getImplementationVersion();
      return new String[] {"weir-fleet " + (version == null ? "(not packaged)" : version)};
    }
  }
}
