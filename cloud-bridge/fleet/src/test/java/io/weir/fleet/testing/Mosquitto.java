package io.weir.fleet.testing;

import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.provision.Provisioning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real mosquitto with the configuration that {@code init} writes, on a free port. */
public final class Mosquitto implements AutoCloseable {
  private final FleetHome home;
  private final int port;
  private Process process;

  private Mosquitto(FleetHome home, int port) {
    this.home = home;
    this.port = port;
  }

  /** Provisions a fleet and starts its broker; skips the test aloud where mosquitto is missing. */
  public static Mosquitto provisioned(Path folder) throws IOException {
    FleetHome home = new FleetHome(folder);
    int port = freePort();
    new Provisioning(home, Clock.systemUTC()).init(new Provisioning.Plan("localhost", port, false));
    Mosquitto broker = new Mosquitto(home, port);
    broker.start();
    return broker;
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public FleetHome home() {
    return home;
  }

  public String url() {
    return "ssl://localhost:" + port;
  }

  public void start() throws IOException {
    process =
        new ProcessBuilder(program(), "-c", home.brokerConfiguration().toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(home.folder().resolve("mosquitto.log").toFile()))
            .start();
    Wait.until(
        "mosquitto listens",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("mosquitto ended: " + log());
          }
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** SIGHUP: certificates and the revocation list are read again. */
  public void reload() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
  }

  public void kill() {
    process.destroyForcibly();
    Wait.until("mosquitto is gone", () -> !process.isAlive());
  }

  public String log() {
    try {
      return Files.readString(home.folder().resolve("mosquitto.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  private static String program() {
    Optional<Path> found =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/bin"))
            .map(folder -> Path.of(folder, "mosquitto"))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "SKIPPED: mosquitto is not installed");
    return found.get().toString();
  }
}
