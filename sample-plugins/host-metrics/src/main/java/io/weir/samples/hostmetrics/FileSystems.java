package io.weir.samples.hostmetrics;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * How full each file system on a device is: {@code fs:/:used} in per cent and {@code fs:/:free} in
 * bytes. The mounts are those of {@code /proc/mounts}; a device mounted twice counts once.
 */
final class FileSystems {

  private final Path root;

  FileSystems(Path root) {
    this.root = root;
  }

  void sample(Readings out) throws IOException {
    Set<String> seen = new HashSet<>();
    for (String line : Files.readAllLines(root.resolve("proc/mounts"))) {
      String[] fields = line.split(" "); // device mount-point type options 0 0
      String mount = unescaped(fields[1]);
      Path path = root.resolve(mount.substring(1));
      if (fields[0].startsWith("/dev/") && Files.isDirectory(path) && seen.add(fields[0])) {
        usage(out, "fs:" + Name.of(mount), Files.getFileStore(path));
      }
    }
  }

  private static void usage(Readings out, String name, FileStore store) throws IOException {
    long total = store.getTotalSpace();
    if (total > 0) {
      double free = (double) store.getUsableSpace() / total;
      out.put(Metric.number(name + ":used", "%"), Math.round((1 - free) * 10_000) / 100.0);
      out.put(Metric.integer(name + ":free", "B"), store.getUsableSpace());
    }
  }

  /** The kernel writes a space as {@code \040} and a few others alike. */
  private static String unescaped(String mount) {
    return mount.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
