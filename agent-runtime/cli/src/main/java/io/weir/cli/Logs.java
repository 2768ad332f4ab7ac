package io.weir.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The last of what the agent logged, wherever that went. Stateless; any thread. */
final class Logs {
  private static final int TAIL_BYTES = 512 * 1024;

  private Logs() {}

  /** The agent writes to its standard error: the journal under systemd, else often a file. */
  static String last(Path data) throws IOException, InterruptedException {
    Optional<Path> file = agent(data).flatMap(Logs::errorFile);
    if (file.isPresent()) {
      return tail(file.get());
    }
    try {
      Process journal =
          new ProcessBuilder("journalctl", "-u", "weir", "-n", "2000", "--no-pager")
              .redirectErrorStream(true)
              .start();
      String said = new String(journal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      journal.waitFor(10, TimeUnit.SECONDS);
      return said;
    } catch (IOException e) {
      return "no log was found: the agent's standard error is no file, and there is no journal ("
          + e.getMessage()
          + ")\n";
    }
  }

  private static Optional<ProcessHandle> agent(Path data) {
    return ProcessHandle.allProcesses().filter(process -> runs(process, data)).findFirst();
  }

  private static boolean runs(ProcessHandle process, Path data) {
    try {
      Path of = Path.of("/proc", Long.toString(process.pid()));
      return Files.readString(of.resolve("cmdline"), StandardCharsets.ISO_8859_1)
              .contains("io.weir.launcher.Launcher")
          && hasOpen(of.resolve("fd"), data.toRealPath());
    } catch (IOException e) {
      return false; // ended meanwhile, or somebody else's
    }
  }

  /** However it was told of its state folder, it has files of it open. */
  private static boolean hasOpen(Path descriptors, Path folder) throws IOException {
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.anyMatch(
          descriptor -> {
            try {
              return Files.readSymbolicLink(descriptor).startsWith(folder);
            } catch (IOException e) {
              return false; // closed meanwhile
            }
          });
    }
  }

  private static Optional<Path> errorFile(ProcessHandle process) {
    try {
      Path target =
          Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "fd", "2"));
      return Files.isRegularFile(target) ? Optional.of(target) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // another user's process does not tell
    }
  }

  private static String tail(Path file) throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(Math.max(0, log.length() - TAIL_BYTES));
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, log.length() - log.getFilePointer())];
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
