package io.weir.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The state folder: readable by its owner only, used by one agent at a time, with a folder {@code
 * tmp} that is empty at every start. The lock ends with the process, however that ends.
 */
final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the folder if needed, locks it and empties its temporary folder.
   *
   * @throws RefusedStart if another agent holds it or it cannot be written
   */
  static DataFolder open(Path path) {
    try {
      makePrivate(path);
      FileChannel channel = lock(path.resolve("agent.lock"));
      DataFolder folder = new DataFolder(path, channel);
      wipe(folder.temporary());
      makePrivate(folder.temporary());
      return folder;
    } catch (IOException e) {
      throw new RefusedStart(
          ExitCode.DATA_FOLDER, "cannot use " + path + " as the data folder: " + e, e);
    }
  }

  /** For native libraries and the framework's copies of bundles: gone at the next start. */
  Path temporary() {
    return path.resolve("tmp");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  static void makePrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new RefusedStart(
          ExitCode.DATA_FOLDER,
          "another agent (process "
              + Files.readString(file).strip()
              + ") uses the data folder "
              + file.getParent()
              + "; stop it, or give this one its own with WEIR_DATA");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }

  private static void wipe(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.delete(one);
    }
  }
}
