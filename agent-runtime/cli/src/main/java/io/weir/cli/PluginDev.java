package io.weir.cli;

import io.weir.cli.dev.Build;
import io.weir.cli.dev.BuildFailed;
import io.weir.cli.dev.Project;
import io.weir.cli.dev.Watched;
import io.weir.cli.dev.Workshop;
import io.weir.deployer.Signing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "dev",
    description =
        "Builds and deploys this project to the running agent each time a file is saved, and shows"
            + " its state and first readings. Ctrl-C ends it; the plugin stays deployed.",
    footer = {
      "",
      "Packages are signed with your development key, which the gateway must trust: --trust does that,",
      "on a gateway for development. What is deployed has a version like 1.0.0.dev-20260131120000."
    })
final class PluginDev implements Callable<Integer> {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);
  // between two tries with a gateway that does not trust the key yet
  private static final long AGAIN_MS = 2_000;
  private static final long FOR_EVER_MS = Duration.ofHours(1).toMillis();
  @Spec private CommandSpec spec;

  @Option(names = "--dir", description = "The project (the current folder).")
  private Path folder = Path.of("");

  @Option(names = "--key", description = "The key to sign with (~/.config/weir/dev.key).")
  private Path key;

  @Option(names = "--trust", description = "Let the gateway on this machine trust that key.")
  private boolean trust;

  @Option(names = "--once", description = "Build, deploy and show once, then end.")
  private boolean once;

  @Option(
      names = "--readings",
      paramLabel = "N",
      description = "How many readings to show (${DEFAULT-VALUE}).")
  private int readings = 3;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Project project = Project.read(folder.toAbsolutePath().normalize());
    prepareKey();
    Watched watched = new Watched(project);
    say("watching " + project.folder() + " (Ctrl-C ends it); building it once to begin with");
    Instant saved = Instant.now();
    while (true) {
      Outcome outcome = round(project, saved);
      if (once) {
        return outcome == Outcome.RUNS ? Exit.DONE : Exit.REFUSED;
      }
      Instant next = watched.next(outcome == Outcome.STRANGER ? AGAIN_MS : FOR_EVER_MS);
      if (next != null || outcome == Outcome.STRANGER) {
        saved = next == null ? Instant.now() : next;
      } else {
        saved = null;
      }
      while (saved == null) {
        saved = watched.next(FOR_EVER_MS);
      }
    }
  }

  private enum Outcome {
    RUNS,
    FAILED,
    STRANGER
  }

  private Outcome round(Project before, Instant saved) throws IOException, InterruptedException {
    try {
      Project project = Project.read(before.folder()); // its pom may be what was saved
      String version = project.version() + ".dev-" + STAMP.format(saved);
      Build.Result built = new Build(project, Workshop.here()).run(version);
      Signing.sign(built.bundle(), key);
      say("built " + built.bundle().getFileName() + since(saved));
      built.warnings().forEach(warning -> say("warning: " + warning));
      try (Gateway gateway = Gateway.open()) {
        new Trial(gateway, spec.commandLine().getOut(), saved)
            .run(built.bundle(), version, readings);
      }
      return Outcome.RUNS;
    } catch (BuildFailed e) {
      say(e.getMessage() + "\nnot built" + since(saved) + "; what runs on the gateway goes on");
    } catch (Unreachable | IllegalStateException e) {
      say("not deployed: " + e.getMessage());
      if (e.getMessage().contains("trusted keys")) {
        say(
            "once, on this gateway: weir key trust "
                + publicHalf()
                + "\nor: weir plugin dev --trust");
        return Outcome.STRANGER;
      }
    }
    return Outcome.FAILED;
  }

  private void prepareKey() throws IOException {
    if (key == null) {
      String config = System.getenv("XDG_CONFIG_HOME");
      Path home =
          config == null || config.isBlank()
              ? Path.of(System.getProperty("user.home"), ".config")
              : Path.of(config);
      key = home.resolve("weir/dev.key");
    }
    if (!Files.exists(key)) {
      String name = key.getFileName().toString().replaceFirst("\\.key$", "");
      Signing.newKey(key.toAbsolutePath().getParent(), name, null);
      say("made a development key: " + key);
    }
    if (trust) {
      say("trusted: key " + Signing.trust(publicHalf(), Key.folder(null), null));
    }
  }

  private Path publicHalf() {
    return key.resolveSibling(key.getFileName().toString().replaceFirst("\\.key$", ".pub"));
  }

  static String since(Instant saved) {
    return String.format(
        java.util.Locale.ROOT,
        " (%.1f s)",
        Duration.between(saved, Instant.now()).toMillis() / 1000.0);
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
