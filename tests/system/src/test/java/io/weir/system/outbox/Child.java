package io.weir.system.outbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An {@link Appender} in a process of its own, whose lines go to a ledger. */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private final Process process;
  private final Thread reading;

  private Child(Process process, Ledger ledger) {
    this.process = process;
    reading = new Thread(() -> read(ledger), "appender-lines");
    reading.start();
  }

  static Child start(
      Ledger ledger, List<String> before, Path folder, long first, long count, boolean drain)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    command.addAll(
        List.of(
            java.toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.sqlite.tmpdir=" + Path.of("target").toAbsolutePath(),
            "-cp",
            System.getProperty("java.class.path"),
            Appender.class.getName(),
            folder.toString(),
            String.valueOf(first),
            String.valueOf(count),
            String.valueOf(drain),
            String.valueOf(64 << 20)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new Child(process, ledger);
  }

  private void read(Ledger ledger) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Appender.MARK) && line.endsWith(Appender.END_OF_LINE)) {
          ledger.line(line.substring(Appender.MARK.length()));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Not through Process, which would throw away what the child has said and nobody has read yet.
   */
  private void end() {
    process.toHandle().destroyForcibly();
  }

  void kill() throws InterruptedException {
    end();
    join();
  }

  int join() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      end();
      throw new AssertionError("the appender did not end within " + PATIENCE);
    }
    reading.join();
    return process.exitValue();
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + PATIENCE + " for: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() throws InterruptedException {
    end();
    process.waitFor();
    reading.join();
  }
}
