package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nats-server keeps on disk. It flushes by a timer, and after a power cut 2.9 neither finds a
 * stream whose description is empty nor writes that description again; and a reader whose place was
 * flushed later than the messages never sees what is published until the numbers have caught up.
 */
final class BrokerStore {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerStore.class);
  private static final List<String> DESCRIPTION = List.of("meta.inf", "meta.sum");
  private static final String READERS = "obs";

  private BrokerStore() {}

  /**
   * Before a start: takes away empty descriptions, so that they are written again when the stream
   * is made again around the messages that are there, and the readers' places. A reader then gets
   * everything that was not acknowledged; what it has already it knows by its number and time.
   *
   * @param store as the broker's configuration names it; may not exist yet
   */
  static void mend(Path store) throws IOException {
    Path accounts = store.resolve("jetstream");
    for (Path account : folders(accounts)) {
      for (Path stream : folders(account.resolve("streams"))) {
        mendStream(stream);
      }
    }
  }

  private static void mendStream(Path stream) throws IOException {
    delete(stream.resolve(READERS));
    boolean damaged = false;
    for (String name : DESCRIPTION) {
      Path file = stream.resolve(name);
      damaged |= !Files.exists(file) || Files.size(file) == 0;
    }
    if (damaged) {
      LOG.atWarn()
          .addKeyValue("stream", stream.getFileName())
          .log("the broker's store was cut short, its stream will be made again");
      for (String name : DESCRIPTION) {
        Files.deleteIfExists(stream.resolve(name));
      }
    }
  }

  private static List<Path> folders(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(parent)) {
      return found.filter(Files::isDirectory).toList();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(tree)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
