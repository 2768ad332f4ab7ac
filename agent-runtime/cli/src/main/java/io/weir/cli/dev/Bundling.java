package io.weir.cli.dev;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.jar.Manifest;

/** Makes a bundle of classes by bnd, with the instructions of the parent of all plugins. Pure. */
final class Bundling {
  private final Project project;
  private final String instructions;
  private final List<Path> classPath;

  Bundling(Project project, String instructions, List<Path> classPath) {
    this.project = project;
    this.instructions = instructions;
    this.classPath = classPath;
  }

  /**
   * Writes the bundle.
   *
   * @throws BuildFailed with bnd's errors
   */
  void into(Path classes, String version, Path bundle) throws BuildFailed, IOException {
    try (Builder builder = new Builder()) {
      Properties properties = new Properties();
      properties.load(
          new StringReader(
              instructions
                  .replace("$[project.artifactId]", project.name())
                  .replace("${bnd.extra}", project.instructions())));
      builder.setProperties(properties);
      builder.setProperty("Bundle-Version", version);
      builder.setProperty("Bundle-Name", project.name());
      Jar own = new Jar("classes", classes.toFile());
      // as bnd's Maven plugin does: the classes are the bundle, bnd adds what describes them
      own.setManifest(new Manifest());
      builder.setJar(own);
      for (Path jar : classPath) {
        builder.addClasspath(jar.toFile());
      }
      try (Jar made = built(builder)) {
        if (!builder.getErrors().isEmpty()) {
          throw new BuildFailed("bnd: " + String.join("\nbnd: ", builder.getErrors()));
        }
        made.write(bundle.toFile());
      } catch (BuildFailed | IOException e) {
        throw e;
      } catch (Exception e) {
        throw new BuildFailed("bnd could not make a bundle: " + e.getMessage());
      }
    }
  }

  private static Jar built(Builder builder) throws BuildFailed {
    try {
      return builder.build();
    } catch (Exception e) {
      throw new BuildFailed("bnd could not make a bundle: " + e.getMessage());
    }
  }
}
