package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "diag", description = "What somebody who helps you needs to see.")
final class Diag {
  @Spec private CommandSpec spec;

  @Command(
      description =
          "One archive: versions, bundles, plugins, configuration, last logs, broker and outbox; secrets are masked.")
  int collect(@Option(names = "--out", description = "The archive (weir-diag-TIME.zip).") Path file)
      throws IOException, InterruptedException {
    Path archive =
        file != null ? file : Path.of("weir-diag-" + Instant.now().getEpochSecond() + ".zip");
    var parts = new LinkedHashMap<String, String>();
    parts.put("versions.txt", versions());
    try (Gateway gateway = Gateway.open()) {
      for (String what : new String[] {"status", "plugins", "outbox", "bundles"}) {
        parts.put(what + ".json", answer(gateway, "agent." + what, "{}"));
      }
      parts.put("config.json", answer(gateway, "agent.config", "{\"op\":\"list\"}"));
      parts.put("deployments.json", answer(gateway, "agent.deploy", "{\"op\":\"list\"}"));
    } catch (Unreachable e) {
      // an agent that cannot be reached is what the archive has to say
      parts.put("unreachable.txt", e.getMessage() + "\n");
    }
    configuration(Key.folder(null).getParent(), parts);
    parts.put("agent.log", Logs.last(Gateway.dataFolder()));
    write(archive, parts, Masked.of(Gateway.dataFolder()));
    spec.commandLine()
        .getOut()
        .println("wrote " + archive.toAbsolutePath() + ": " + parts.keySet());
    return Exit.DONE;
  }

  /** A part that fails is told in its place, and the others are collected all the same. */
  private static String answer(Gateway gateway, String subject, String request) {
    try {
      JsonNode answer = gateway.ask(subject, request);
      return Gateway.pretty(answer) + "\n";
    } catch (IllegalStateException | Unreachable e) {
      return "{\"error\": \"" + e.getMessage().replace('"', '\'') + "\"}\n";
    }
  }

  private static String versions() {
    return "weir "
        + Version.current()
        + "\njava "
        + Runtime.version()
        + " ("
        + System.getProperty("java.vendor")
        + ")"
        + "\nsystem "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch")
        + "\ntime "
        + Instant.now()
        + "\nstate folder "
        + Gateway.dataFolder()
        + "\n";
  }

  /** The files as they stand: what the agent answers is only what it understood of them. */
  private static void configuration(Path conf, Map<String, String> parts) throws IOException {
    if (!Files.isReadable(conf)) {
      parts.put("conf.txt", "may not read " + conf + "\n");
      return;
    }
    try (Stream<Path> files = Files.list(conf)) {
      for (Path file :
          files.filter(f -> f.toString().matches(".*\\.(cfg|conf|env)")).sorted().toList()) {
        parts.put(
            "conf/" + file.getFileName(),
            Files.isReadable(file) ? Files.readString(file) : "may not read it\n");
      }
    }
  }

  private static void write(Path archive, Map<String, String> parts, Masked masked)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(masked.text(part.getValue()).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }
}
