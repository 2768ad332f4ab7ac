package io.weir.broker.nats;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nats-server on a free port with its own folder, to be killed, stopped and started. */
final class NatsServer implements AutoCloseable {
  final int port;
  private final Path folder;
  private final Path config;
  private final Map<String, String> environment;
  private Process process;

  private NatsServer(Path folder, Path config, int port, Map<String, String> environment) {
    this.folder = folder;
    this.config = config;
    this.port = port;
    this.environment = environment;
  }

  /** Without users and permissions. */
  static NatsServer open(Path folder) throws Exception {
    int port = freePort();
    Path config = folder.resolve("open.conf");
    Files.writeString(
        config,
        "host: 127.0.0.1\nport: %d\nmax_payload: 264KB\njetstream { store_dir: \"%s\" }\n"
            .formatted(port, folder.resolve("store")));
    return new NatsServer(folder, config, port, Map.of()).start();
  }

  /** With the distribution's own configuration. */
  static NatsServer distributed(Path folder, String agentPassword, String appPassword)
      throws Exception {
    return distributed(folder, freePort(), agentPassword, appPassword);
  }

  /** The same on a port that was used before. */
  static NatsServer distributed(Path folder, int port, String agentPassword, String appPassword)
      throws Exception {
    Path config = Path.of(System.getProperty("weir.root"), "distro", "conf", "broker.conf");
    return new NatsServer(
            folder,
            config,
            port,
            Map.of(
                "WEIR_BROKER_PORT",
                Integer.toString(port),
                "WEIR_BROKER_STORE",
                folder.resolve("store").toString(),
                "WEIR_AGENT_PASSWORD",
                agentPassword,
                "WEIR_APP_PASSWORD",
                appPassword))
        .start();
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  Settings settings() {
    return new Settings(url(), "", null, 4 << 20, 16 << 20, java.time.Duration.ofSeconds(30));
  }

  NatsServer start() throws Exception {
    String binary = binary();
    var builder =
        new ProcessBuilder(List.of(binary, "-c", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    builder.environment().putAll(environment);
    process = builder.start();
    Wait.until("nats-server listens", this::listens);
    return this;
  }

  void kill9() throws Exception {
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String binary() {
    String path = System.getenv().getOrDefault("PATH", "");
    var found =
        Stream.of(path.split(File.pathSeparator))
            .map(folder -> new File(folder, "nats-server"))
            .filter(File::canExecute)
            .findFirst();
    if (found.isEmpty()) {
      System.err.println(
          "SKIPPED: there is no nats-server on the PATH (apt-get install nats-server)");
    }
    assumeTrue(found.isPresent(), "nats-server is not on the PATH");
    return found.get().getPath();
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }
}
