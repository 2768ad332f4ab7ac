package io.weir.container;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle as its author would build it after a change: the same jar with another version. */
final class ChangedJar {
  private ChangedJar() {}

  static InputStream of(InputStream original, String version) throws IOException {
    return of(original, version, null);
  }

  /**
   * @param name another symbolic name, or null
   */
  static InputStream of(InputStream original, String version, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarInputStream in = new JarInputStream(original)) {
      Manifest manifest = new Manifest(in.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      if (name != null) {
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
      }
      // signatures are of the other content
      manifest.getEntries().clear();
      try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          if (!entry.getName().matches("META-INF/[^/]*\\.(SF|RSA|EC|DSA|MF)")) {
            out.putNextEntry(new JarEntry(entry.getName()));
            in.transferTo(out);
          }
        }
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
