package io.weir.system.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of ours with its output in a file. Signals go to its pid and to nothing else. */
public final class Proc implements AutoCloseable {
  // a build of Maven's on a machine that does much else
  private static final Duration RUN_LIMIT = Duration.ofMinutes(10);

  private final String name;
  private final Path log;
  private final Process process;

  private Proc(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  public static Proc start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    try {
      Files.createDirectories(folder);
      Path log = folder.resolve(name + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      return new Proc(name, log, builder.start());
    } catch (IOException e) {
      throw new AssertionError("cannot start " + name + ": " + command, e);
    }
  }

  /** Runs to the end and gives what it printed; fails if it did not end well. */
  public static String run(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    try (Proc proc = start(name, folder, environment, command)) {
      if (!proc.process.waitFor(RUN_LIMIT.toSeconds(), TimeUnit.SECONDS)
          || proc.process.exitValue() != 0) {
        throw new AssertionError(name + " failed: " + command + "\n" + proc.output());
      }
      return proc.output();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + name + " ran", e);
    }
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public boolean alive() {
    return process.isAlive();
  }

  public String output() {
    try {
      return Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AssertionError("no log of " + name, e);
    }
  }

  /** kill -9: what the machine does when it runs out of memory. */
  public void kill9() {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(60));
  }

  /** SIGTERM, the clean stop; returns the exit code. */
  public int stop(Duration limit) {
    process.destroy();
    awaitEnd(limit);
    return process.exitValue();
  }

  /** Freezes or thaws a process: SIGSTOP, SIGCONT. */
  public static void signal(long pid, String signal) {
    run(
        "kill-" + signal,
        Path.of(System.getProperty("java.io.tmpdir")),
        Map.of(),
        List.of("kill", "-" + signal, Long.toString(pid)));
  }

  private void awaitEnd(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            name + " did not end within " + limit.toSeconds() + " s\n" + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + name + " ended", e);
    }
  }

  /** The last lines of its log, for a failure's message. */
  public String tail() {
    List<String> lines = output().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(60));
  }
}
