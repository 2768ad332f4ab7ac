package io.weir.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes folders with all that is in them. Any thread. */
final class Folders {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");

  private Folders() {}

  /** What cannot be deleted stays until the next start of the agent, which empties tmp. */
  static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path one : all) {
        Files.delete(one);
      }
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("folder", folder).setCause(e).log("not deleted yet");
    }
  }
}
