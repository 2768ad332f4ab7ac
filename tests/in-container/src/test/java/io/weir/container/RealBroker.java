package io.weir.container;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real nats-server with the distribution's configuration, for the life of this JVM. Made outside
 * of the framework, before the tests are loaded into it.
 */
final class RealBroker {
  private static final String PASSWORD = "wPasswordOfTheTests0123456";

  final Path data;
  final int port;

  private RealBroker(Path data, int port) {
    this.data = data;
    this.port = port;
  }

  /** Empty if there is no nats-server on this machine, which is said aloud. */
  static Optional<RealBroker> start(Path root) {
    Optional<String> binary = binary();
    if (binary.isEmpty()) {
      System.err.println(
          "SKIPPED: there is no nats-server on the PATH (apt-get install nats-server)");
      return Optional.empty();
    }
    try (ServerSocket free = new ServerSocket(0)) {
      Path data = Files.createTempDirectory("weir-container");
      Files.createDirectories(data.resolve("secrets"));
      Files.writeString(data.resolve("secrets/agent.password"), PASSWORD);
      int port = free.getLocalPort();
      free.close();
      launch(binary.get(), root, data, port);
      return Optional.of(new RealBroker(data, port));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start nats-server", e);
    }
  }

  private static void launch(String binary, Path root, Path data, int port) throws IOException {
    Path log = data.resolve("broker.log");
    ProcessBuilder builder =
        new ProcessBuilder(binary, "-c", root.resolve("distro/conf/broker.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("WEIR_BROKER_PORT", Integer.toString(port));
    builder.environment().put("WEIR_BROKER_STORE", data.resolve("broker").toString());
    builder.environment().put("WEIR_AGENT_PASSWORD", PASSWORD);
    builder.environment().put("WEIR_APP_PASSWORD", PASSWORD);
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, data)));
  }

  private static void end(Process process, Path data) {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(data)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      System.err.println("left behind: " + data + " (" + e + ")");
    }
  }

  private static Optional<String> binary() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> new File(folder, "nats-server"))
        .filter(File::canExecute)
        .map(File::getPath)
        .findFirst();
  }
}
