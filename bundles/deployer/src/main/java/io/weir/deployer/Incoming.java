package io.weir.deployer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** A package on its way in: a file that is there whole and within the limit, or not at all. */
final class Incoming {
  private static final int BUFFER = 64 * 1024;

  private Incoming() {}

  /**
   * Copies a stream into a file. The calling thread does the work.
   *
   * @param soFar hears after each piece how many bytes are there
   * @throws PackageRefused if it is longer than the limit; then, and after any other failure, the
   *     file is gone
   */
  static void save(InputStream in, Path file, long maxBytes, LongConsumer soFar)
      throws IOException, PackageRefused {
    boolean whole = false;
    try (var out = Files.newOutputStream(file)) {
      long copied = 0;
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        copied += n;
        if (copied > maxBytes) {
          throw new PackageRefused(
              "a package has at most " + maxBytes + " bytes, this one has more");
        }
        out.write(buffer, 0, n);
        soFar.accept(copied);
      }
      whole = true;
    } finally {
      if (!whole) {
        Files.delete(file);
      }
    }
  }
}
