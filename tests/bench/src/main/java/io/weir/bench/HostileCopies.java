package io.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The hostile plugin several times: each a bundle of its own, with a service of its own. */
final class HostileCopies {
  private static final String COMPONENT = "OSGI-INF/io.weir.hostile.HostilePlugin.xml";

  private HostileCopies() {}

  /** The service of one. */
  static String name(int number) {
    return "copy-" + number;
  }

  static List<Path> write(Path root, Path folder, int count) throws IOException {
    Path original = root.resolve("tests/hostile/target/weir-hostile-0.1.0.jar");
    List<Path> copies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path copy = folder.resolve(name(i) + ".jar");
      copy(original, copy, name(i));
      copies.add(copy);
    }
    return copies;
  }

  private static void copy(Path original, Path copy, String name) throws IOException {
    try (JarInputStream in = new JarInputStream(Files.newInputStream(original))) {
      Manifest manifest = new Manifest(in.getManifest());
      manifest.getMainAttributes().putValue("Bundle-SymbolicName", "weir-" + name);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(copy), manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          out.putNextEntry(new JarEntry(entry.getName()));
          byte[] content = in.readAllBytes();
          out.write(entry.getName().equals(COMPONENT) ? named(content, name) : content);
        }
      }
    }
  }

  private static byte[] named(byte[] component, String name) {
    return new String(component, StandardCharsets.UTF_8)
        .replace("value=\"hostile\"", "value=\"" + name + "\"")
        .getBytes(StandardCharsets.UTF_8);
  }
}
