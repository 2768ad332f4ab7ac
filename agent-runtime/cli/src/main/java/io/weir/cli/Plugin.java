package io.weir.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.deployer.Signing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "plugin",
    description = "Plugins of your own: new projects, trials, signed packages.",
    subcommands = {PluginDev.class, PluginTest.class})
final class Plugin {
  @Spec private CommandSpec spec;

  @Command(name = "new", description = "Makes a project for a new plugin, with a test that passes.")
  int create(
      @Parameters(paramLabel = "NAME", description = "For example pump or tank-level.") String name,
      @Option(
              names = "--group",
              defaultValue = "com.example.sensors",
              description = "The Java package (${DEFAULT-VALUE}).")
          String group,
      @Option(names = "--dir", description = "Where to make it (NAME).") Path folder)
      throws IOException {
    Path home = Path.of(System.getProperty("weir.home", ".")).toAbsolutePath();
    Path project = folder == null ? Path.of(name) : folder;
    new Template(name, group, home).write(project);
    spec.commandLine()
        .getOut()
        .println(
            "made "
                + project
                + "\nnext: cd "
                + project
                + " && weir plugin dev --trust   (deploys it each time you save a file)"
                + "\n      its README.md says the rest: mvn package runs its test");
    return Exit.DONE;
  }

  @Command(description = "Signs packages with an Ed25519 key, in place.")
  int sign(
      @Parameters(paramLabel = "JAR", arity = "1..*", description = "The packages.")
          List<Path> jars,
      @Option(
              names = "--key",
              required = true,
              description = "The private key, NAME.key of 'weir key new'.")
          Path key)
      throws IOException {
    for (Path jar : jars) {
      spec.commandLine()
          .getOut()
          .println(jar.getFileName() + " signed by key " + Signing.sign(jar, key));
    }
    return Exit.DONE;
  }

  @Command(
      description = "Says whether a gateway that trusts the keys in a folder would take a package.")
  int verify(
      @Parameters(paramLabel = "JAR", description = "The package.") Path jar,
      @Option(names = "--trust", description = Key.FOLDERS) Path trust,
      @Option(names = "--json", description = "Print JSON for a program to read.") boolean json)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("package", jar.toString());
    try {
      String signer = Signing.verify(jar, Key.folders(trust, spec));
      out.println(
          json
              ? Gateway.pretty(answer.put("taken", true).put("signedBy", signer))
              : "signed by " + signer);
      return Exit.DONE;
    } catch (IllegalStateException e) {
      if (!json) {
        throw e;
      }
      out.println(Gateway.pretty(answer.put("taken", false).put("reason", e.getMessage())));
      return Exit.REFUSED;
    }
  }
}
