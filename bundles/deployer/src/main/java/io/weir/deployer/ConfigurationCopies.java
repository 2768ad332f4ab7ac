package io.weir.deployer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The configuration files of a plugin as they were before its deployment began. A plugin that goes
 * back to its old jar goes back to them as well: what was set for the new version may be wrong for
 * the old one. A set of copies is there whole or not at all. One thread.
 */
final class ConfigurationCopies {
  private static final String PIDS = ".pids";
  private final Path conf;
  private final Path copies;

  /**
   * @param conf the configuration folder
   * @param copies a folder of our own
   */
  ConfigurationCopies(Path conf, Path copies) {
    this.conf = conf;
    this.copies = copies;
  }

  /** Copies all files of these names; a set from before is replaced. */
  void keep(String plugin, Set<String> pids) throws IOException {
    Files.createDirectories(copies);
    Path coming = copies.resolve(plugin + ".coming");
    delete(coming);
    Files.createDirectory(coming);
    for (Path file : files(pids)) {
      Path copy = coming.resolve(file.getFileName());
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      force(copy);
    }
    Path names = Files.write(coming.resolve(PIDS), pids);
    force(names);
    force(coming);
    forget(plugin);
    Files.move(coming, copies.resolve(plugin), StandardCopyOption.ATOMIC_MOVE);
    force(copies);
  }

  /**
   * Puts back what changed since, and takes away what came since.
   *
   * @return the names of the files that had changed
   */
  List<String> putBack(String plugin) throws IOException {
    Path kept = copies.resolve(plugin);
    if (!Files.isDirectory(kept)) {
      return List.of();
    }
    var changed = new java.util.TreeSet<String>();
    for (Path file : files(Set.copyOf(Files.readAllLines(kept.resolve(PIDS))))) {
      if (!Files.exists(kept.resolve(file.getFileName()))) {
        Files.delete(file);
        changed.add(file.getFileName().toString());
      }
    }
    try (Stream<Path> all = Files.list(kept)) {
      for (Path copy : all.filter(f -> f.toString().endsWith(".cfg")).toList()) {
        if (replace(copy, conf.resolve(copy.getFileName()))) {
          changed.add(copy.getFileName().toString());
        }
      }
    }
    return List.copyOf(changed);
  }

  /** The deployment is over. */
  void forget(String plugin) throws IOException {
    delete(copies.resolve(plugin));
  }

  private static boolean replace(Path copy, Path file) throws IOException {
    if (Files.exists(file) && Files.mismatch(copy, file) < 0) {
      return false;
    }
    // a leading dot: the watcher of the folder passes it over, and a rename is one step
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.copy(copy, temporary, StandardCopyOption.REPLACE_EXISTING);
    force(temporary);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return true;
  }

  /** {@code PID.cfg}, and of a factory {@code PID-NAME.cfg} and {@code PID~NAME.cfg}. */
  private List<Path> files(Set<String> pids) throws IOException {
    if (!Files.isDirectory(conf)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(conf)) {
      return files
          .filter(f -> f.toString().endsWith(".cfg"))
          .filter(f -> pids.contains(pid(f.getFileName().toString())))
          .sorted()
          .toList();
    }
  }

  private static String pid(String file) {
    String name = file.substring(0, file.length() - ".cfg".length());
    return Arrays.stream(name.split("[~-]", 2)).findFirst().orElse(name);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(ConfigurationCopies::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
