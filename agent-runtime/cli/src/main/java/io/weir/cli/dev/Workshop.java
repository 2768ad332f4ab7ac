package io.weir.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the distribution keeps what a plugin is built with and run in. Immutable.
 *
 * @param home the distribution
 */
public record Workshop(Path home) {

  /** The one that this command line belongs to. */
  public static Workshop here() {
    return new Workshop(Path.of(System.getProperty("weir.home", ".")).toAbsolutePath());
  }

  /** What a plugin is compiled against: the API, and the annotations that bnd reads. */
  List<Path> classPath() throws IOException {
    return Stream.of(
            jars("repository/io/weir/weir-plugin-api", "weir-plugin-api-"),
            jars("lib/dev", "org.osgi.annotation", "org.osgi.service.component.annotations"),
            jars("lib/dev", "org.osgi.service.metatype.annotations"),
            jars("lib", "slf4j-api-"))
        .flatMap(List::stream)
        .toList();
  }

  /** How the parent of all plugins has bnd work. */
  String instructions() throws IOException {
    return Project.instructionsOf(files("repository/io/weir/weir-bundle", ".pom").get(0));
  }

  /** The bundles that adopt a plugin, without those that need a broker, a store or a cloud. */
  List<Path> bundles() throws IOException {
    return jars(
        "bundle",
        "jackson-core",
        "org.apache.felix.configadmin",
        "org.apache.felix.metatype",
        "org.apache.felix.scr",
        "org.osgi.",
        "weir-host",
        "weir-plugin-api",
        "weir-senml");
  }

  /** The bundle that reads a folder of {@code .cfg} files. */
  List<Path> configurationReader() throws IOException {
    return jars("bundle", "org.apache.felix.fileinstall");
  }

  private List<Path> jars(String folder, String... beginnings) throws IOException {
    List<Path> found =
        files(folder, ".jar").stream()
            .filter(
                jar ->
                    Stream.of(beginnings)
                        .anyMatch(start -> jar.getFileName().toString().startsWith(start)))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "expected " + beginnings[0] + "*.jar in " + home.resolve(folder) + ", found none");
    }
    return found;
  }

  private List<Path> files(String folder, String end) throws IOException {
    Path place = home.resolve(folder);
    if (!Files.isDirectory(place)) {
      throw new IllegalStateException("this distribution has no folder " + place);
    }
    try (Stream<Path> files = Files.walk(place, 2)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }
}
