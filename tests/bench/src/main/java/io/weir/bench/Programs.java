package io.weir.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The other programs of a measurement, in a folder of their own. Closing ends what it started. */
final class Programs implements AutoCloseable {
  private final Path folder;
  private final Deque<Process> running = new ArrayDeque<>();

  Programs() throws IOException {
    folder = Files.createTempDirectory("weir-bench");
  }

  Path folder() {
    return folder;
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Starts a program that stays; its output goes to a file. */
  Process start(String name, String... command) throws IOException {
    File log = folder.resolve(name + ".log").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    running.push(process);
    return process;
  }

  /** Runs a program to its end. */
  void run(String name, String... command) throws IOException, InterruptedException {
    int exit = start(name, command).waitFor();
    if (exit != 0) {
      throw new IllegalStateException(
          name + " ended with " + exit + ": " + Files.readString(folder.resolve(name + ".log")));
    }
  }

  /** A key and certificate for 127.0.0.1, signed by itself: {@code cert.pem}, {@code key.pem}. */
  void certificate() throws IOException, InterruptedException {
    run(
        "openssl",
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj"
                + " /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem")
            .split(" "));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void awaitPort(int port) {
    await(
        "port " + port,
        () -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }

  static void await(String what, BooleanSupplier condition) {
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > limit) {
        throw new IllegalStateException("waited ten minutes for " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() throws IOException {
    for (Process process : running) {
      process.destroyForcibly().onExit().join();
    }
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
