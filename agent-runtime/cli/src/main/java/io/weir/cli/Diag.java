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
          "One archive: versions, plugins, configuration with its secrets masked, broker and outbox.")
  int collect(@Option(names = "--out", description = "The archive (weir-diag-TIME.zip).") Path file)
      throws IOException {
    Path archive =
        file != null ? file : Path.of("weir-diag-" + Instant.now().getEpochSecond() + ".zip");
    var parts = new LinkedHashMap<String, String>();
    parts.put("versions.txt", versions());
    try (Gateway gateway = Gateway.open()) {
      for (String what : new String[] {"status", "plugins", "outbox"}) {
        parts.put(what + ".json", answer(gateway, "agent." + what, "{}"));
      }
      parts.put("config.json", answer(gateway, "agent.config", "{\"op\":\"list\"}"));
      parts.put("deployments.json", answer(gateway, "agent.deploy", "{\"op\":\"list\"}"));
    } catch (Unreachable e) {
      // an agent that cannot be reached is what the archive has to say
      parts.put("unreachable.txt", e.getMessage() + "\n");
    }
    write(archive, parts);
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

  private static void write(Path archive, Map<String, String> parts) throws IOException {
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
  }
}
