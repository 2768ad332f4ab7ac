package io.weir.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs {@link Probe} as a bundle, and others that do nothing. */
final class ProbeJar {
  private ProbeJar() {}

  static void write(Path jar) throws IOException {
    Manifest manifest = manifest("weir-probe");
    Attributes main = manifest.getMainAttributes();
    main.putValue("Bundle-Activator", Probe.class.getName());
    main.putValue(
        "Import-Package",
        "org.osgi.framework,org.osgi.service.cm,org.slf4j;version=\"[1.7,2)\","
            + "org.slf4j.spi;version=\"[2.0,3)\"");
    String name = Probe.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = Probe.class.getClassLoader().getResourceAsStream(name)) {
      out.putNextEntry(new JarEntry(name));
      in.transferTo(out);
    }
  }

  /** A bundle of the same start level, whose turn comes after the probe's. */
  static void writeSleeper(Path jar) throws IOException {
    new JarOutputStream(Files.newOutputStream(jar), manifest("weir-sleeper")).close();
  }

  /** A bundle that can be resolved and not be started. */
  static void writeBroken(Path jar) throws IOException {
    Manifest manifest = manifest("weir-broken");
    manifest.getMainAttributes().putValue("Bundle-Activator", "no.such.Activator");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  private static Manifest manifest(String symbolicName) {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", symbolicName);
    main.putValue("Bundle-Version", "1.0.0");
    return manifest;
  }
}
