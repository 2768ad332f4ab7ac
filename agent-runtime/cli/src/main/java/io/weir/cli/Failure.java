package io.weir.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person and a script are told when a command fails: one sentence, one exit code. */
final class Failure {
  private Failure() {}

  static int exitCode(Throwable e) {
    if (e instanceof ParameterException) {
      return Exit.USAGE;
    }
    return e instanceof Unreachable ? Exit.UNREACHABLE : Exit.REFUSED;
  }

  /** A person reads one sentence; the stack trace is there for those who set WEIR_DEBUG. */
  static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof ParameterException wrong) {
      return explainUsage(wrong, null);
    }
    command.getErr().println(command.getColorScheme().errorText("weir: " + sentence(e)));
    trace(e, command.getErr());
    return exitCode(e);
  }

  /** What is wrong, how it is written, and where there is more. */
  static int explainUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(command.getColorScheme().errorText("weir: " + e.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      if (command.getSubcommands().isEmpty()) {
        err.print(command.getHelp().synopsisHeading() + command.getHelp().synopsis(0));
      } else {
        err.print(command.getHelp().commandList());
      }
    }
    err.println("'" + name + " --help' says more");
    trace(e, err);
    return Exit.USAGE;
  }

  private static void trace(Exception e, PrintWriter err) {
    if (System.getenv("WEIR_DEBUG") != null) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  /** The messages of file errors are bare paths. */
  static String sentence(Exception e) {
    if (e instanceof NoSuchFileException missing) {
      Path folder = Path.of(missing.getFile()).toAbsolutePath().getParent();
      return folder == null || folder.toFile().isDirectory()
          ? "there is no file " + missing.getFile()
          : "there is no folder " + folder;
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission for "
          + denied.getFile()
          + ": run it as root or the agent's user, for example with sudo";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
