package io.weir.host;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;

/**
 * Writes an installed bundle's content as a jar again: the framework does not say where it keeps
 * it, and the file that it came from may be gone. One thread at a time.
 */
final class BundleJar {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private BundleJar() {}

  static void write(Bundle bundle, Path file) throws IOException {
    try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(file))) {
      jar.setLevel(Deflater.BEST_SPEED);
      entry(bundle, MANIFEST, jar); // the first, as tools expect it
      folder(bundle, "/", jar);
    }
  }

  private static void folder(Bundle bundle, String path, ZipOutputStream jar) throws IOException {
    Enumeration<String> paths = bundle.getEntryPaths(path);
    for (String next : paths == null ? Collections.<String>emptyList() : Collections.list(paths)) {
      if (next.endsWith("/")) {
        folder(bundle, next, jar);
      } else if (!next.equals(MANIFEST)) {
        entry(bundle, next, jar);
      }
    }
  }

  private static void entry(Bundle bundle, String path, ZipOutputStream jar) throws IOException {
    URL url = bundle.getEntry(path);
    if (url == null) {
      throw new IOException("the bundle " + bundle.getSymbolicName() + " has no " + path);
    }
    jar.putNextEntry(new ZipEntry(path));
    try (InputStream in = url.openStream()) {
      in.transferTo(jar);
    }
    jar.closeEntry();
  }
}
