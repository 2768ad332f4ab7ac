package io.weir.console;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One {@code .cfg} file and the ten states it had before. A change keeps comments and order, and
 * replaces the file in one step, so the agent reads the old or the new one. One thread at a time.
 */
final class ConfigFile {
  private static final int KEPT = 10;
  private final Path file;
  private final Path revisions;

  /**
   * @param folder the configuration folder
   * @param history the folder of earlier states
   */
  ConfigFile(Path folder, Path history, String pid) {
    file = folder.resolve(pid + ".cfg");
    revisions = history.resolve(pid);
  }

  boolean exists() {
    return Files.exists(file);
  }

  /** Its keys and values in order; empty where there is no file. */
  Map<String, String> values() throws IOException {
    var values = new LinkedHashMap<String, String>();
    for (ConfigEntry entry : entries()) {
      if (entry.key() != null) {
        values.put(entry.key(), entry.value());
      }
    }
    return values;
  }

  /** Sets keys; an empty value takes the key out, and its default holds again. */
  void set(Map<String, String> changes) throws IOException {
    var left = new LinkedHashMap<>(changes);
    var lines = new ArrayList<String>();
    for (ConfigEntry entry : entries()) {
      if (entry.key() == null || !changes.containsKey(entry.key())) {
        lines.addAll(entry.lines());
        continue;
      }
      String value = left.remove(entry.key());
      if (value != null && !value.isEmpty()) {
        lines.addAll(ConfigEntry.of(entry.key(), value).lines());
      }
    }
    left.forEach(
        (key, value) -> {
          if (!value.isEmpty()) {
            lines.addAll(ConfigEntry.of(key, value).lines());
          }
        });
    replace(String.join("\n", lines) + "\n");
  }

  /**
   * The numbers of the states it had before, the newest last, with the time of each in milliseconds
   * since 1970.
   */
  TreeMap<Integer, Long> history() throws IOException {
    var found = new TreeMap<Integer, Long>();
    if (Files.isDirectory(revisions)) {
      try (Stream<Path> files = Files.list(revisions)) {
        for (Path revision : files.toList()) {
          found.put(
              Integer.valueOf(revision.getFileName().toString().replace(".cfg", "")),
              Files.getLastModifiedTime(revision).toMillis());
        }
      }
    }
    return found;
  }

  /**
   * Takes back the last change, or goes to the state of this number; what stands now becomes a
   * revision itself.
   */
  int rollBack(Integer wanted) throws IOException, Refused {
    TreeMap<Integer, Long> history = history();
    if (history.isEmpty()) {
      throw new Refused(
          file.getFileName() + " was never changed from here: there is nothing to go back to");
    }
    Integer revision = wanted == null ? history.lastKey() : wanted;
    if (!history.containsKey(revision)) {
      throw new Refused("there is no revision " + revision + "; there are " + history.keySet());
    }
    replace(Files.readString(revisions.resolve(revision + ".cfg")));
    return revision;
  }

  /** Takes the last change back as if it had not been made. */
  void undo() throws IOException {
    TreeMap<Integer, Long> history = history();
    if (history.isEmpty()) {
      Files.deleteIfExists(file);
    } else {
      Path last = revisions.resolve(history.lastKey() + ".cfg");
      Files.move(last, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }
  }

  /** Takes the change back that made the file: an empty one would mean all the defaults. */
  void unmake() throws IOException {
    Files.deleteIfExists(file);
    TreeMap<Integer, Long> history = history();
    if (!history.isEmpty()) {
      Files.delete(revisions.resolve(history.lastKey() + ".cfg"));
    }
  }

  private List<ConfigEntry> entries() throws IOException {
    return Files.exists(file)
        ? ConfigEntry.read(Files.readAllLines(file, StandardCharsets.UTF_8))
        : List.of();
  }

  private void replace(String content) throws IOException {
    Files.createDirectories(revisions);
    TreeMap<Integer, Long> history = history();
    int next = history.isEmpty() ? 1 : history.lastKey() + 1;
    Path revision = revisions.resolve(next + ".cfg");
    if (Files.exists(file)) {
      Files.copy(file, revision);
    } else {
      Files.writeString(revision, ""); // all defaults is a state to go back to, too
    }
    history.put(next, 0L);
    while (history.size() > KEPT) {
      Files.delete(revisions.resolve(history.pollFirstEntry().getKey() + ".cfg"));
    }
    // a leading dot: the watcher of the folder looks at *.cfg only, and a rename is one step
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.writeString(temporary, content);
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
