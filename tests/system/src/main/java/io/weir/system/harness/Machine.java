package io.weir.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the machine offers to a test: free ports, tools, folders. */
public final class Machine {
  private static final int FIRST_PORT = 12_000;
  private static final int PORTS = 16_000;
  private static final double MOST_DEMAND = 20;
  // processes that test at the same time begin at different places
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97));

  private Machine() {}

  /**
   * A port that nobody listens on, given out once in this process, and below those that the kernel
   * hands to clients: whoever is to listen on it may come much later.
   */
  public static int freePort() {
    return freePorts(1);
  }

  /**
   * The first of so many ports in a row, each as above: for a program that takes the next one where
   * one is busy.
   */
  public static int freePorts(int count) {
    for (int tries = 0; tries < PORTS; tries++) {
      int first = FIRST_PORT + Math.floorMod(NEXT.getAndAdd(count), PORTS);
      if (IntStream.range(first, first + count).allMatch(Machine::free)) {
        return first;
      }
    }
    throw new AssertionError("no free port from " + FIRST_PORT + " on");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether somebody takes connections on a port of the loopback. */
  public static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The tool's path, or a skipped test that says what is missing. */
  public static Path tool(String name) {
    Optional<Path> found = find(name);
    Assumptions.assumeTrue(found.isPresent(), "SKIPPED: this machine has no " + name);
    return found.orElseThrow();
  }

  public static Optional<Path> find(String name) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A library of the lock file in a folder, fetched if it is not there; else a skipped test. */
  public static void npm(Path folder, String library) {
    tool("node");
    Path found = folder.resolve("node_modules").resolve(library);
    if (!Files.exists(found)) {
      String npm = tool("npm").toString();
      Proc.run(
          "npm-ci",
          folder("npm"),
          Map.of(),
          List.of("sh", "-c", npm + " ci --silent --prefix '" + folder + "' || true"));
    }
    Assumptions.assumeTrue(Files.exists(found), "SKIPPED: npm cannot fetch " + library);
  }

  public static void assumeRoot() {
    Assumptions.assumeTrue(isRoot(), "SKIPPED: this test needs root");
  }

  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * What is promised for a machine with nothing else to do, on this one now: longer by as much as
   * its cores are in demand.
   */
  public static Duration underLoad(Duration promised) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    double demand = system.getSystemLoadAverage() / system.getAvailableProcessors();
    double factor = Math.min(MOST_DEMAND, Math.max(1, demand));
    return Duration.ofMillis((long) (promised.toMillis() * factor));
  }

  /** The built distribution. */
  public static Path distribution() {
    return root().resolve("distro/target/weir");
  }

  /** A new empty folder for one test, kept after it so that its logs can be read. */
  public static Path folder(String test) {
    try {
      Path parent = Files.createDirectories(root().resolve("tests/system/target/run"));
      return Files.createTempDirectory(parent, test + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    return Path.of(System.getProperty("weir.root")).toAbsolutePath();
  }
}
