package io.weir.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a program the way a shell does, and in the sbin folders too. */
final class Program {
  private Program() {}

  /**
   * Where the program is.
   *
   * @param name a path, or a name to look for
   * @param path the variable PATH, null if not set
   */
  static Optional<Path> find(String name, String path) {
    if (name.indexOf('/') >= 0) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    // Debian puts nats-server into /usr/sbin, which is not on the PATH of an ordinary user
    String folders = (path == null ? "" : path + ":") + "/usr/local/sbin:/usr/sbin:/usr/bin:/bin";
    return Stream.of(folders.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
