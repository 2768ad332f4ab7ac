package io.weir.bridge.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;

/** Tells whether files were replaced or rewritten. Stateless; any thread. */
public final class FileVersions {

  private FileVersions() {}

  /**
   * Something that is equal as long as none of these has changed.
   *
   * @param files null for one that is not configured
   */
  public static Object of(Path... files) {
    return Arrays.stream(files).filter(Objects::nonNull).map(FileVersions::version).toList();
  }

  private static String version(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return file + " " + now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException e) {
      return file + " cannot be read";
    }
  }
}
