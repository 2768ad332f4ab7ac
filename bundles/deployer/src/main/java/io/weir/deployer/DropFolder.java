package io.weir.deployer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Notices jars that come, change and go. A file counts once it looked the same in two looks, so a
 * copy in progress is left alone. One thread.
 */
final class DropFolder {
  private final Path folder;
  private final Map<String, Look> seen = new HashMap<>();
  private final Map<String, Look> handled = new HashMap<>();

  DropFolder(Path folder) {
    this.folder = folder;
  }

  private record Look(long size, long modified) {}

  /**
   * @param arrived files that are new or changed, and complete
   * @param present the names of all that are there
   */
  record Change(List<Path> arrived, List<String> present) {}

  Change look() throws IOException {
    var arrived = new ArrayList<Path>();
    var now = new HashMap<String, Look>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
          look(file, now, arrived);
        }
      }
    }
    seen.clear();
    seen.putAll(now);
    handled.keySet().retainAll(now.keySet());
    return new Change(List.copyOf(arrived), List.copyOf(now.keySet()));
  }

  private void look(Path file, Map<String, Look> now, List<Path> arrived) throws IOException {
    String name = file.getFileName().toString();
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      Look look = new Look(a.size(), a.lastModifiedTime().toMillis());
      now.put(name, look);
      if (look.equals(seen.get(name)) && !look.equals(handled.get(name))) {
        handled.put(name, look);
        arrived.add(file);
      }
    } catch (NoSuchFileException e) {
      // it went between the listing and the look: the next look says so
      now.remove(name);
    }
  }
}
