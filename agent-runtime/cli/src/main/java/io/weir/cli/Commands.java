package io.weir.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The commands, in the order of the help. To make one, picocli reads its annotations and those of
 * its own commands, which is most of what a start takes: so one start makes the one that is called,
 * and the help of all makes none.
 */
final class Commands {
  static final List<Class<?>> ALL =
      List.of(
          Status.class,
          Plugins.class,
          Outbox.class,
          Sub.class,
          Pub.class,
          Send.class,
          Cancel.class,
          Config.class,
          Deploy.class,
          Plugin.class,
          Key.class,
          Broker.class,
          History.class,
          Series.class,
          Resend.class,
          Doctor.class,
          Diag.class,
          Completion.class);

  // the help of all names each with its description; without arguments it is shown as well
  private static final Set<String> HELP = Set.of("", "-h", "--help", "-V", "--version");

  private Commands() {}

  /** Lets people say {@code weir help status} for {@code weir status --help}. */
  static String[] helpLast(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    String[] asked = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    asked[arguments.length - 1] = "--help";
    return asked;
  }

  /** Adds what the arguments call for: one command, the names of all, or else all of them. */
  static CommandLine add(CommandLine line, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    if (HELP.contains(first)) {
      ALL.forEach(command -> line.addSubcommand(named(command)));
      return line;
    }
    // a completion knows all of them, and so does the answer to a name that does not exist
    Class<?> called =
        Completion.class.getAnnotation(Command.class).name().equals(first) ? null : of(first);
    (called == null ? ALL : List.of(called)).forEach(line::addSubcommand);
    line.getSubcommands().values().forEach(Commands::addHelp);
    return line;
  }

  private static Class<?> of(String name) {
    return ALL.stream()
        .filter(command -> command.getAnnotation(Command.class).name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static CommandLine named(Class<?> command) {
    Command said = command.getAnnotation(Command.class);
    CommandSpec spec = CommandSpec.create().name(said.name());
    spec.usageMessage().description(said.description());
    return new CommandLine(spec);
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
    command.getSubcommands().values().forEach(Commands::addHelp);
  }
}
