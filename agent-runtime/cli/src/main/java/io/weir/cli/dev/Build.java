package io.weir.cli.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Builds a project as fast as it can be: one that is a parent and an artifact, in this process; one
 * that says more in its pom, by Maven. One thread at a time.
 */
public final class Build {
  private final Project project;
  private final Workshop workshop;

  public Build(Project project, Workshop workshop) {
    this.project = project;
    this.workshop = workshop;
  }

  /**
   * @param bundle the jar
   * @param warnings of the compiler, on which Maven's build will fail
   */
  public record Result(Path bundle, List<String> warnings) {}

  /**
   * Builds the bundle under a version that says it is not a release.
   *
   * @throws BuildFailed with what its author has to read
   */
  public Result run(String version) throws BuildFailed, IOException, InterruptedException {
    Path folder = project.target().resolve("dev");
    clear(folder);
    Path bundle = folder.resolve(project.name() + "-" + version + ".jar");
    if (!project.plain()) {
      byMaven(version, bundle);
      return new Result(bundle, List.of());
    }
    List<Path> classPath = workshop.classPath();
    Path classes = folder.resolve("classes");
    List<String> warnings = new Compilation(project, classPath).into(classes);
    new Bundling(project, workshop.instructions(), classPath).into(classes, version, bundle);
    return new Result(bundle, warnings);
  }

  private void byMaven(String version, Path bundle)
      throws BuildFailed, IOException, InterruptedException {
    Path log = project.target().resolve("dev/maven.log");
    Files.createDirectories(log.getParent());
    ProcessBuilder maven =
        new ProcessBuilder("mvn", "-o", "-q", "-B", "-DskipTests", "package")
            .directory(project.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    maven.environment().putIfAbsent("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    if (maven.start().waitFor() != 0) {
      String said =
          Files.readString(log)
              .lines()
              .filter(line -> line.startsWith("[ERROR]"))
              .limit(8)
              .reduce("", (all, line) -> all + "\n" + line);
      throw new BuildFailed("mvn -o -DskipTests package failed; all of it is in " + log + said);
    }
    withVersion(jar(), version, bundle);
  }

  private Path jar() throws BuildFailed, IOException {
    try (Stream<Path> files = Files.list(project.target())) {
      return files
          .filter(file -> file.getFileName().toString().matches(project.name() + "-[^-]*\\.jar"))
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow(() -> new BuildFailed("Maven made no jar in " + project.target()));
    }
  }

  private static void withVersion(Path from, String version, Path to) throws IOException {
    try (JarFile jar = new JarFile(from.toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
        for (ZipEntry entry : java.util.Collections.list(jar.entries())) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new ZipEntry(entry.getName()));
            try (InputStream in = jar.getInputStream(entry)) {
              in.transferTo(out);
            }
          }
        }
      }
    }
  }

  /** A class that is gone from the sources must be gone from the bundle. */
  private static void clear(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }
}
