package io.weir.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds a process by its pid file and makes sure that it is the one meant: pids are used again. */
final class OwnProcess {
  private OwnProcess() {}

  /**
   * The live process whose pid the file holds and whose command line holds the mark.
   *
   * @param mark something that no other process has in its command line, like the path of its
   *     configuration
   */
  static Optional<ProcessHandle> find(Path pidFile, String mark) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    String text = Files.readString(pidFile).strip();
    if (!text.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(text))
        .filter(ProcessHandle::isAlive)
        .filter(process -> commandLine(process).contains(mark));
  }

  /** /proc says it whole; {@code ProcessHandle.Info} says nothing when an argument is very long. */
  private static String commandLine(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/cmdline"));
      return new String(line, StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it ended in this moment: not the one meant
    }
  }
}
