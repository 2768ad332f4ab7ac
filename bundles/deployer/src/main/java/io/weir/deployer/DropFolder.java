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
import java.util.Set;
import java.util.stream.Stream;

/**
 * Notices jars that come, change and go. A file counts once it looked the same in two looks, so a
 * copy in progress is left alone. One thread.
 */
final class DropFolder {
  private final Path folder;
  private final Map<String, String> seen = new HashMap<>();
  private final Map<String, String> handled = new HashMap<>();
  private final Map<String, String> settled;

  /**
   * @param settled how the files looked that were worked through before the last start
   */
  DropFolder(Path folder, Map<String, String> settled) {
    this.folder = folder;
    this.settled = new HashMap<>(settled);
    handled.putAll(settled);
  }

  /**
   * @param arrived files that are new or changed, and complete
   * @param present the names of all that are there
   */
  record Change(List<Path> arrived, Set<String> present) {}

  Change look() throws IOException {
    if (!Files.isDirectory(folder)) {
      // a folder that is not mounted now says nothing of what was in it
      return new Change(List.of(), Set.copyOf(handled.keySet()));
    }
    var arrived = new ArrayList<Path>();
    var now = new HashMap<String, String>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        look(file, now, arrived);
      }
    }
    seen.clear();
    seen.putAll(now);
    handled.keySet().retainAll(now.keySet());
    return new Change(List.copyOf(arrived), Set.copyOf(now.keySet()));
  }

  /**
   * This file was worked through to its end.
   *
   * @return what to remember over a restart
   */
  Map<String, String> settle(String file) {
    settled.keySet().retainAll(handled.keySet());
    if (handled.containsKey(file)) {
      settled.put(file, handled.get(file));
    }
    return Map.copyOf(settled);
  }

  private void look(Path file, Map<String, String> now, List<Path> arrived) throws IOException {
    String name = file.getFileName().toString();
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      String look = a.size() + " bytes of " + a.lastModifiedTime().toMillis();
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
