package io.weir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "broker",
    description = "The gateway's message broker.",
    subcommands = Broker.User.class)
final class Broker {

  /**
   * Works on the configuration file and not over the bus: who may speak on the bus is the
   * operator's to say, and the agent itself may not change it.
   */
  @Command(name = "user", description = "Local programs that may speak on the bus.")
  static final class User {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    @Spec private CommandSpec spec;

    @Command(
        description =
            "Makes a user for a local program: it may publish readings and answer the commands of the"
                + " service of its name, and nothing else.")
    int add(
        @Parameters(paramLabel = "NAME", description = "Of the user and of its service.")
            String name)
        throws IOException {
      change(BrokerUsers.add(Files.readString(conf()), name));
      Path password = password(name);
      boolean there = restart() && await(password);
      out()
          .println(
              "user " + name + ": publishes readings, answers the commands of service " + name);
      out().println("  address       " + Gateway.dataFolder().resolve("broker.url"));
      out()
          .println(
              "  password      " + password + (there ? "" : " (from the broker's next start)"));
      out().println("  inbox prefix  _INBOX." + name);
      if (!there) {
        out()
            .println(
                "next: systemctl restart weir-broker, or start the agent that keeps its broker itself");
      }
      return Exit.DONE;
    }

    @Command(description = "Takes a user away that 'add' has made.")
    int remove(@Parameters(paramLabel = "NAME", description = "As 'list' shows it.") String name)
        throws IOException {
      change(BrokerUsers.remove(Files.readString(conf()), name));
      Files.deleteIfExists(password(name));
      out()
          .println(
              restart()
                  ? "user " + name + " is gone"
                  : "user "
                      + name
                      + " is gone with the broker's next start: systemctl restart weir-broker");
      return Exit.DONE;
    }

    @Command(description = "Who may speak on the bus.")
    int list(
        @Option(names = "--json", description = "Print JSON for a program to read.") boolean json)
        throws IOException {
      Table table = new Table("USER", "PASSWORD");
      ArrayNode users = JsonNodeFactory.instance.arrayNode();
      for (String name : BrokerUsers.names(Files.readString(conf()))) {
        String file = password(name).toString();
        table.row(name, file);
        users.addObject().put("user", name).put("passwordFile", file);
      }
      if (json) {
        out().println(Gateway.pretty(users));
      } else {
        table.print(out());
      }
      return Exit.DONE;
    }

    private static Path conf() {
      return Key.folder(null).resolveSibling("broker.conf");
    }

    private static Path password(String name) {
      return Gateway.dataFolder().resolve("secrets/" + name + ".password");
    }

    /** All at once, with the rights of the file before: a broker may start in the middle. */
    private static void change(String text) throws IOException {
      Path conf = conf();
      Path next = conf.resolveSibling("broker.conf.new");
      Files.writeString(next, text);
      Files.setPosixFilePermissions(next, Files.getPosixFilePermissions(conf));
      Files.move(next, conf, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Ends the broker that the agent keeps; the agent starts it again at once, with the new users.
     * Programs reconnect by themselves, and what they have published is on disk.
     *
     * @return false if there is none: systemd keeps it, or it does not run
     */
    private static boolean restart() throws IOException {
      Path pidFile = Gateway.dataFolder().resolve("broker/broker.pid");
      if (!Files.exists(pidFile)) {
        return false;
      }
      Optional<ProcessHandle> broker =
          ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
              .filter(process -> isOurs(process, pidFile));
      broker.ifPresent(ProcessHandle::destroy);
      return broker.isPresent();
    }

    /** A pid may have gone to another program since. */
    private static boolean isOurs(ProcessHandle process, Path pidFile) {
      return process
          .info()
          .arguments()
          .map(List::of)
          .orElse(List.of())
          .contains("--pid=" + pidFile);
    }

    private static boolean await(Path file) {
      for (long end = System.nanoTime() + PATIENCE_NANOS; System.nanoTime() < end; ) {
        if (Files.exists(file)) {
          return true;
        }
        LockSupport.parkNanos(20_000_000);
      }
      return false;
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }
}
