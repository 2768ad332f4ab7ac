package io.weir.cli;

import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

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
      "'weir COMMAND --help' says more of one. WEIR_DATA and WEIR_CONF name the agent's folders, NO_COLOR takes"
          + " the colours away, and WEIR_DEBUG adds the stack trace to an error."
    })
public final class Weir {
  private Weir() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    String[] asked = Commands.helpLast(arguments);
    StandardOutput output = new StandardOutput();
    PrintWriter out = output.writer();
    CommandLine line = commandLine(asked).setOut(out);
    int code = line.execute(asked);
    out.flush();
    System.exit(code == Exit.DONE && output.lost() ? output.complain(line.getErr()) : code);
  }

  /** The command line, with as much of it as these arguments call for. */
  static CommandLine commandLine(String... arguments) {
    return Commands.add(new CommandLine(new Weir()), arguments)
        .setExecutionExceptionHandler(Failure::explain)
        .setExitCodeExceptionMapper(Failure::exitCode)
        .setParameterExceptionHandler(Failure::explainUsage)
        .registerConverter(LocalDate.class, Weir::date)
        .registerConverter(Moment.class, Moment::typed)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("expected a date like 2027-01-01, found '" + text + "'");
    }
  }
}
