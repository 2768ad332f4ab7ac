package io.weir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.weir.deployer.Signing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "key", description = "Keys that sign plugin packages.")
final class Key {
  private static final String EXPIRES =
      "The first day on which it is not trusted any more, for example 2027-01-01 (never).";
  static final String FOLDERS =
      "The folder of trusted keys (trust in the configuration folder, and the distribution's own).";
  @Spec private CommandSpec spec;

  @Command(
      name = "new",
      description = "Makes NAME.key, to be kept secret, and NAME.pub, to be trusted by gateways.")
  int create(
      @Parameters(paramLabel = "NAME", description = "For example your company's.") String name,
      @Option(names = "--out", description = "The folder (${DEFAULT-VALUE}).", defaultValue = ".")
          Path folder,
      @Option(names = "--expires", paramLabel = "DATE", description = EXPIRES) LocalDate expires)
      throws IOException {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new ParameterException(
          spec.commandLine(),
          "a key's name is letters, digits and - . _, was '" + name + "'; the folder is --out");
    }
    String id = Signing.newKey(folder, name, end(expires));
    spec.commandLine()
        .getOut()
        .println(
            "made key "
                + id
                + ": "
                + folder.resolve(name + ".key")
                + " (secret) and "
                + folder.resolve(name + ".pub")
                + "\nnext: 'weir key trust "
                + name
                + ".pub' on each gateway, 'weir plugin sign JAR --key "
                + name
                + ".key'");
    return Exit.DONE;
  }

  @Command(description = "Lets this gateway take packages that this key has signed.")
  int trust(
      @Parameters(paramLabel = "PUB", description = "NAME.pub of 'weir key new'.") Path publicKey,
      @Option(names = "--trust", description = "The folder of trusted keys.") Path trust,
      @Option(names = "--expires", paramLabel = "DATE", description = EXPIRES) LocalDate expires)
      throws IOException {
    String id = Signing.trust(publicKey, folder(trust), end(expires));
    spec.commandLine()
        .getOut()
        .println("trusted: key " + id + (expires == null ? "" : ", until " + end(expires)));
    return Exit.DONE;
  }

  @Command(description = "Shows whom this gateway trusts.")
  int list(
      @Option(names = "--trust", description = FOLDERS) Path trust,
      @Option(names = "--json", description = "Print JSON for a program to read.") boolean json)
      throws IOException {
    List<Signing.Key> trusted = Signing.keys(folders(trust, spec));
    if (json) {
      ArrayNode keys = JsonNodeFactory.instance.arrayNode();
      for (Signing.Key key : trusted) {
        String expires = key.expires() == null ? null : key.expires().toString();
        keys.addObject().put("name", key.name()).put("id", key.id()).put("expires", expires);
      }
      spec.commandLine().getOut().println(Gateway.pretty(keys));
      return Exit.DONE;
    }
    Table table = new Table("NAME", "ID", "EXPIRES");
    for (Signing.Key key : trusted) {
      table.row(key.name(), key.id(), key.expires() == null ? "never" : key.expires().toString());
    }
    table.print(spec.commandLine().getOut());
    return Exit.DONE;
  }

  /** Midnight UTC, so that it is the same moment on every gateway. */
  private static Instant end(LocalDate expires) {
    return expires == null ? null : expires.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /**
   * Those that the agent looks into: the distribution's, which signed its samples, and the
   * operator's.
   */
  static Path[] folders(Path given, CommandSpec spec) {
    if (given == null) {
      return new Path[] {Path.of(System.getProperty("weir.home", "."), "trust"), folder(null)};
    }
    if (!Files.isDirectory(given)) {
      throw new ParameterException(spec.commandLine(), "there is no folder " + given);
    }
    return new Path[] {given};
  }

  static Path folder(Path given) {
    String conf = System.getenv("WEIR_CONF");
    return given != null
        ? given
        : Path.of(conf == null || conf.isBlank() ? "/etc/weir" : conf, "trust");
  }
}
