package io.weir.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs {@link Probe} as a bundle. */
final class ProbeJar {
  private ProbeJar() {}

  static void write(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "weir-probe");
    main.putValue("Bundle-Version", "1.0.0");
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
}
