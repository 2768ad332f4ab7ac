package io.weir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** A new plugin project, from the shape that the samples have. */
final class Template {
  private final String name;
  private final String className;
  private final Map<String, String> words;

  /**
   * @param name lower-case letters, digits and dashes: the artifact, the service and the first part
   *     of its metrics
   * @param group the Java package, and the Maven group
   * @param home the distribution, which has the plugin API as a Maven repository
   */
  Template(String name, String group, Path home) {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*") || name.length() > 60) {
      throw new IllegalArgumentException(
          "a plugin's name is like pump or tank-level, was '" + name + "'");
    }
    if (!group.matches("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+")) {
      throw new IllegalArgumentException("a group is like com.acme.sensors, was '" + group + "'");
    }
    this.name = name;
    StringBuilder camel = new StringBuilder();
    for (String part : name.split("-")) {
      camel.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    className = camel.toString();
    words =
        Map.of(
            "@NAME@", name,
            "@CLASS@", className,
            "@PACKAGE@", group,
            "@WEIR@", Version.current(),
            "@REPOSITORY@", home.resolve("repository").toUri().toString());
  }

  /** Writes the project; the folder must not exist. */
  void write(Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new IllegalArgumentException(folder + " exists already: choose another --dir");
    }
    String java = words.get("@PACKAGE@").replace('.', '/');
    put("pom.xml", folder.resolve("pom.xml"));
    put("README.md", folder.resolve("README.md"));
    // with -o Maven would not even look into the distribution's folder
    put("maven.config", folder.resolve(".mvn/maven.config"));
    put("Plugin.java", folder.resolve("src/main/java/" + java + "/" + className + "Plugin.java"));
    put(
        "PluginTest.java",
        folder.resolve("src/test/java/" + java + "/" + className + "PluginTest.java"));
    Files.writeString(folder.resolve(".gitignore"), "target/\n*.key\n");
  }

  private void put(String resource, Path file) throws IOException {
    try (InputStream in = Template.class.getResourceAsStream("template/" + resource)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> word : words.entrySet()) {
        text = text.replace(word.getKey(), word.getValue());
      }
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }
}
