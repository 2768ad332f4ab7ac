package io.weir.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Notices saved files of a project, by looking: editors save in many ways (in place, or under
 * another name that is then moved), and each of them changes a time or a size. One thread.
 */
public final class Watched {
  private static final long LOOK_MS = 50;
  private final Project project;
  private Map<Path, Long> known;

  public Watched(Project project) throws IOException {
    this.project = project;
    known = look();
  }

  /**
   * Waits until a file was saved and nothing more changes, so that a save of many files is one.
   *
   * @param limitMs how long at the most
   * @return when the last of it was seen, or null at the limit
   */
  public Instant next(long limitMs) throws IOException, InterruptedException {
    long end = System.nanoTime() + limitMs * 1_000_000;
    while (System.nanoTime() < end) {
      Map<Path, Long> now = look();
      if (!now.equals(known)) {
        Instant seen = Instant.now();
        Map<Path, Long> before = now;
        do {
          before = now;
          pause();
          now = look();
        } while (!now.equals(before));
        known = now;
        return seen;
      }
      pause();
    }
    return null;
  }

  private synchronized void pause() throws InterruptedException {
    wait(LOOK_MS);
  }

  private Map<Path, Long> look() throws IOException {
    Map<Path, Long> found = new TreeMap<>();
    try {
      Path root = project.folder().resolve("src/main");
      if (Files.isDirectory(root)) {
        try (Stream<Path> files = Files.walk(root)) {
          files.filter(Watched::counts).forEach(file -> put(found, file));
        }
      }
      put(found, project.folder().resolve("pom.xml"));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found;
  }

  /** Editors' own files lie beside the sources. */
  private static boolean counts(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && !name.endsWith("~") && Files.isRegularFile(file);
  }

  private static void put(Map<Path, Long> found, Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      found.put(file, is.lastModifiedTime().toMillis() * 31 + is.size());
    } catch (NoSuchFileException e) {
      // between two steps of a save; its name appears at the next look
      found.put(file, 0L);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
