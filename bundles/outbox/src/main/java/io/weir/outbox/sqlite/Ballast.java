package io.weir.outbox.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of no use but its size. On a full disk even a deletion needs room, for the log; letting go
 * of the ballast makes that room. Writer thread.
 */
final class Ballast {
  private static final Logger LOG = LoggerFactory.getLogger(Ballast.class);
  private static final int BLOCK = 64 << 10;

  private final Path file;
  private final long bytes;
  private final long floor;

  Ballast(Settings settings) {
    file = in(settings.directory());
    bytes = settings.ballastBytes();
    floor = settings.freeFloorBytes();
  }

  static Path in(Path directory) {
    return directory.resolve("ballast");
  }

  /** Lets go of it. Returns whether there was any. */
  boolean release() throws IOException {
    boolean released = Files.deleteIfExists(file);
    if (released) {
      LOG.atWarn().addKeyValue("bytes", bytes).log("the disk is full: ballast let go");
    }
    return released;
  }

  /** Makes it again as soon as twice its size is free above the floor. */
  void restore() throws IOException {
    if (bytes == 0
        || file.toFile().length() == bytes
        || file.toFile().getParentFile().getUsableSpace() < floor + 2 * bytes) {
      return;
    }
    Path growing = file.resolveSibling("ballast.new");
    try (OutputStream out = Files.newOutputStream(growing)) {
      byte[] block = new byte[BLOCK];
      new Random().nextBytes(block); // a file system that compresses must not make it small
      for (long left = bytes; left > 0; left -= BLOCK) {
        out.write(block, 0, (int) Math.min(left, BLOCK));
      }
    } catch (IOException e) {
      Files.deleteIfExists(growing);
      throw e;
    }
    Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE);
    LOG.atInfo().addKeyValue("bytes", bytes).log("ballast made");
  }
}
