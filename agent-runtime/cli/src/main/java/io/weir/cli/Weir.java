package io.weir.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command line on a gateway. It speaks to the running agent over the local bus, so it works the
 * same at a terminal, through ssh and in a script.
 */
@Command(
    name = "weir",
    description = "Looks after the Weir agent on this gateway.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  done",
      "  1  the agent or the service said no",
      "  2  the command line itself is wrong",
      "  3  the agent cannot be reached",
      "",
      "WEIR_DATA and WEIR_CONF name the agent's folders, NO_COLOR takes the colours away, and WEIR_DEBUG",
      "adds the stack trace to an error."
    })
public final class Weir {
  private Weir() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    String[] asked = Commands.helpLast(arguments);
    System.exit(commandLine(asked).execute(asked));
  }

  /** The command line, with as much of it as these arguments call for. */
  static CommandLine commandLine(String... arguments) {
    return Commands.add(new CommandLine(new Weir()), arguments)
        .setExecutionExceptionHandler(Weir::explain)
        .setExitCodeExceptionMapper(Weir::exitCode)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  /** The messages of file errors are bare paths. */
  private static String sentence(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no file " + e.getMessage();
    }
    return e instanceof AccessDeniedException ? "may not read " + e.getMessage() : e.getMessage();
  }

  private static int exitCode(Throwable e) {
    if (e instanceof CommandLine.ParameterException) {
      return Exit.USAGE;
    }
    return e instanceof Unreachable ? Exit.UNREACHABLE : Exit.REFUSED;
  }

  /** A person reads one sentence; the stack trace is there for those who set WEIR_DEBUG. */
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println(command.getColorScheme().errorText("weir: " + sentence(e)));
    if (System.getenv("WEIR_DEBUG") != null) {
      e.printStackTrace(command.getErr());
    }
    return command.getExitCodeExceptionMapper().getExitCode(e);
  }
}
