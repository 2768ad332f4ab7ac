package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A distribution in a temporary folder with a few bundles, and the agent started from it. */
final class AgentProcess implements AutoCloseable {
  private static final String BROKER_CONF =
      """
      host: 127.0.0.1
      port: $WEIR_BROKER_PORT
      jetstream { store_dir: $WEIR_BROKER_STORE }
      accounts { AGENT { jetstream: enabled, users: [ {user: agent, password: $WEIR_AGENT_PASSWORD} ] } }
      """;

  final Path home;
  final Process process;

  private AgentProcess(Path home, Process process) {
    this.home = home;
    this.process = process;
  }

  /** Lays the distribution out. */
  static void layOut(Path home) throws IOException {
    Path bundles = Files.createDirectories(home.resolve("bundle"));
    Path conf = Files.createDirectories(home.resolve("conf"));
    for (String jar : System.getProperty("java.class.path").split(":")) {
      Path file = Path.of(jar);
      String name = file.getFileName().toString();
      if (Stream.of("configadmin", "fileinstall", "felix.log").anyMatch(name::contains)) {
        Files.copy(file, bundles.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    ProbeJar.write(bundles.resolve("weir-probe.jar"));
    ProbeJar.writeSleeper(bundles.resolve("weir-sleeper.jar"));
    Files.writeString(conf.resolve("broker.conf"), BROKER_CONF);
    Files.writeString(conf.resolve("probe.cfg"), "url = ${weir.broker.url}/${WEIR_WORD}\n");
  }

  /** Starts the agent with its output in {@code home/log}. */
  static AgentProcess start(Path home, Map<String, String> environment) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    // as the start script does: Felix uses what newer Javas warn of
    line.add("-XX:+IgnoreUnrecognizedVMOptions");
    line.add("--sun-misc-unsafe-memory-access=allow");
    line.addAll(List.of("-Xmx64m", "-Dweir.home=" + home));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add(Launcher.class.getName());
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().remove(Serial.VARIABLE);
    builder.environment().remove("JOURNAL_STREAM");
    builder.environment().put("WEIR_BROKER_PORT", "0");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    return new AgentProcess(home, builder.start());
  }

  String log() {
    try {
      return Files.exists(home.resolve("log")) ? Files.readString(home.resolve("log")) : "";
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  /** The broker's process by its pid file; empty text in the file counts as none. */
  long brokerPid() throws IOException {
    return Long.parseLong(Files.readString(home.resolve("data/broker/broker.pid")).strip());
  }

  String brokerUrl() throws IOException {
    return Files.readString(home.resolve("data/broker.url")).strip();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    if (Files.exists(home.resolve("data/broker/broker.pid"))) {
      ProcessHandle.of(brokerPid()).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
