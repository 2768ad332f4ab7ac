package io.weir.deployer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts a package together from parts that come as commands, for gateways that reach nothing but
 * their cloud. A part may come again and in any order; parts survive a restart. One thread.
 */
final class Chunks {
  private final Path folder;
  private final long maxBytes;
  private final Consumer<Progress> progress;
  private final Map<String, Long> begun = new HashMap<>();

  Chunks(Path folder, long maxBytes, Consumer<Progress> progress) {
    this.progress = progress;
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * Writes one part.
   *
   * @param sha256 of the whole package: its name here
   * @param offset where the part begins
   * @param base64 the part
   * @param total how long the package is, 0 where nobody said
   * @return how long the file is now
   * @throws PackageRefused if it would grow beyond a package
   */
  long add(String sha256, long offset, String base64, long total)
      throws IOException, PackageRefused {
    byte[] part = Base64.getDecoder().decode(base64);
    if (offset + part.length > maxBytes) {
      throw new PackageRefused("a package has at most " + maxBytes + " bytes");
    }
    Files.createDirectories(folder);
    try (RandomAccessFile file = new RandomAccessFile(file(sha256).toFile(), "rw")) {
      file.seek(offset);
      file.write(part);
      tell(sha256, offset + part.length, total);
      return file.length();
    }
  }

  private void tell(String sha256, long bytes, long total) {
    long now = System.nanoTime();
    Duration spent = Duration.ofNanos(now - begun.computeIfAbsent(sha256, first -> now));
    progress.accept(Progress.receiving(sha256, "cloud", bytes, total, spent));
    if (bytes == total) {
      begun.remove(sha256);
    }
  }

  /**
   * @return the whole package, which the caller deletes
   * @throws PackageRefused if parts are missing or wrong; they stay, so the missing ones can be
   *     sent
   */
  Path complete(String sha256) throws IOException, PackageRefused {
    Path file = file(sha256);
    if (!Files.exists(file)) {
      throw new PackageRefused("no part of " + sha256 + " has come");
    }
    String found =
        HexFormat.of().formatHex(PackageReader.sha256().digest(Files.readAllBytes(file)));
    if (!found.equals(sha256)) {
      throw new PackageRefused(
          "the parts do not make the package: expected SHA-256 " + sha256 + ", found " + found);
    }
    return Files.move(
        file, file.resolveSibling(sha256 + ".whole"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String sha256) throws PackageRefused {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new PackageRefused("a SHA-256 is 64 hex digits, was '" + sha256 + "'");
    }
    return folder.resolve(sha256 + ".parts");
  }
}
